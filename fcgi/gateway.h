/*
 * front - the web server's side of a program: FastCGI, or CGI once.
 *
 * Started with a listening socket as standard input a program serves for ever
 * (FastCGI 1.0, section 2.2); started with REQUEST_METHOD in its environment it
 * answers once (RFC 3875); started in any other way it says what it is.
 */
#ifndef ECHOAPP_FRONT_H
#define ECHOAPP_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* A request in hand. */
struct cgi_request;

/* A CGI variable (RFC 3875, 4.1), or NULL. */
const char *gateway_variable(const struct cgi_request *, const char *name);

/* Does the program end after this one? */
bool gateway_is_cgi(const struct cgi_request *);

/* CONTENT_LENGTH, or SIZE_MAX when there is none that says anything. */
size_t gateway_content_length(const struct cgi_request *);

/*
 * Reads the body: to its end under FastCGI, as far as CONTENT_LENGTH says
 * under CGI (RFC 3875, 4.2).  Of one that is too long no more than max + 1
 * bytes are kept; the rest is read and forgotten, because a web server that
 * cannot deliver a body would not take the answer either.
 */
void gateway_read_body(const struct cgi_request *, struct buffer *, size_t max);

/* Sends a part of the answer, head first, as CGI wants it. */
void gateway_write(struct cgi_request *, const void *bytes, size_t len);

/* What a program does. */
struct gateway {
	void *arg;
	void (*serve)(void *arg, struct cgi_request *);
	void (*after_response)(
	    void *arg); /* after an answer was sent; or NULL */
	/* While there is nothing to do: every second, if `watches` says so. */
	bool (*wants_idle)(const void *arg);
	void (*idle)(void *arg);
	int (*describe)(const void *arg, const char *program);
};

/*
 * A served program ends by SIGTERM, SIGINT or SIGUSR1, after the request in
 * hand, and by SIGHUP becomes the program that stands in its place (renew.h).
 *
 * First of all: what every program of ours does before anything else.  One
 * that is started to fold the journal (upkeep.h) does so, and ends.
 */
void gateway_init(int argc, char **argv);

/* Serves; the program's exit code. */
int gateway_run(const struct gateway *, const char *program);

#endif
