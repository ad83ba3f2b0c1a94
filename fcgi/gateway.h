/*
 * gateway - how a program gets requests from a web server: FastCGI or CGI.
 *
 * Started with a listening socket as standard input, a program serves until a
 * signal stops it (FastCGI 1.0, section 2.2); started with REQUEST_METHOD in
 * its environment, it answers one request (RFC 3875); started in any other way,
 * it prints a description of itself.
 */
#ifndef ECHOAPP_GATEWAY_H
#define ECHOAPP_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The request that is being answered. */
struct cgi_request;

/*
 * Returns a CGI variable (RFC 3875, 4.1), or NULL; valid until the request is
 * answered.
 */
const char *gateway_variable(const struct cgi_request *, const char *name);

/* Is it CGI, so that the program ends after this request? */
bool gateway_is_cgi(const struct cgi_request *);

/* Returns CONTENT_LENGTH, or SIZE_MAX if it is missing or not a number. */
size_t gateway_content_length(const struct cgi_request *);

/*
 * Returns the body: all of it under FastCGI, CONTENT_LENGTH bytes under CGI
 * (RFC 3875, 4.2); valid until the request is answered.  Of a longer body there
 * are at most max + 1 bytes; the rest is read and dropped, because a web server
 * that cannot deliver the body does not read the response.
 */
const char *gateway_body(struct cgi_request *, size_t max, size_t *len);

/* Sends a part of the response; the head comes first, in CGI's form. */
void gateway_write(struct cgi_request *, const void *bytes, size_t len);

/*
 * Waits until the web server has taken what was written so far, so that a long
 * response is never in memory as a whole.
 */
void gateway_flush(struct cgi_request *);

/*
 * Keeps the response open when serve() returns: what gateway.next_part()
 * returns is added to it until the web server closes the connection or the
 * process ends.  Other requests are served meanwhile.  Returns false if that is
 * impossible: under CGI, or when too many responses are open.
 */
bool gateway_keep_open(struct cgi_request *);

/* What a program asks of its web server. */
struct gateway_limits {
	size_t body_max; /* bytes of a body that are kept; see gateway_body() */
	unsigned workers_max; /* processes that answer at the same time */
	unsigned log_targets; /* of log_set_targets() */
	/* A request is whole, and a response taken, after that; milliseconds.
	 */
	int64_t request_ms, response_ms;
};

/* What a program does; each function gets `arg`. */
struct gateway {
	void *arg;
	/*
	 * Reads the configuration, and reads it again later.  A supervisor does
	 * so before it starts a worker, which goes on with the last version
	 * without an error.
	 */
	void (*prepare)(void *arg);
	/* Gets ready for requests; only for a process that answers them. */
	void (*open)(void *arg);
	/* Before the end of a process that was prepared. */
	void (*close)(void *arg);
	/* Reads the request and writes the response. */
	void (*serve)(void *arg, struct cgi_request *);
	/*
	 * Runs before the process takes a request: enters the sandbox.  `idle`:
	 * no request comes, and none is entered.  False: the sandbox is
	 * outdated, and the process has to end.
	 */
	bool (*confine)(void *arg, bool idle);
	/*
	 * Tells the limits: defaults before open().  `fresh`: reads the
	 * configuration again before.
	 */
	void (*limits)(void *arg, bool fresh, struct gateway_limits *);
	/* Runs after the response was sent; may be NULL. */
	void (*after_response)(void *arg);
	/*
	 * In the supervisor: starts a fold whose lock a worker has passed on
	 * (index/background_fold.h), and closes the lock.
	 */
	void (*start_fold)(void *arg, int lock);
	/* Runs every second while no request comes; may be NULL. */
	void (*idle)(void *arg);
	/*
	 * Runs several times a second while responses are kept open; returns
	 * what is added to each of them, or NULL.  May be NULL.
	 */
	const char *(*next_part)(void *arg);
	/* Is something left to do for idle()?  May be NULL. */
	bool (*is_behind)(const void *arg);
	/* Prints what the program is; returns its exit code. */
	int (*describe)(const void *arg, const char *program);
};

/*
 * Prepares the process; every program calls this first.  A program that was
 * started to fold the journal (background_fold.h) does that here, and exits.
 * Under FastCGI it then serves in workers (supervisor.h), to which
 * gateway_run() returns, too.
 */
void gateway_init(int argc, char **argv);

/* Serves, and returns the program's exit code. */
int gateway_run(const struct gateway *, const char *program);

#endif
