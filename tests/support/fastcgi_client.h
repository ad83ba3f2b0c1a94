/* fastcgi_client - a web server's side of FastCGI, for a test. */
#ifndef ECHOAPP_FASTCGI_CLIENT_H
#define ECHOAPP_FASTCGI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

/* Connects to the socket of a program of the test's lighttpd ("call"). */
int fastcgi_connect(const char *program);

/* Writes a record to `at`; returns how long it is. */
size_t fastcgi_record(char *at, int type, int id, const void *content,
		      size_t len);

/*
 * Writes a POST request for the hook call; a body of NULL stands for one of
 * `len` blanks in braces.  Returns how long it is, at most len + len / 1000 +
 * 1024.
 */
size_t fastcgi_request(char *at, int id, bool keep, const char *body,
		       size_t len);

/* The same with another role and other flags. */
size_t fastcgi_begin(char *at, int id, int role, int flags);

void fastcgi_send(int fd, const void *bytes, size_t len);

/* What came back; never freed. */
struct fastcgi_reply {
	bool ended;	   /* an END_REQUEST came */
	bool closed;	   /* the connection was closed */
	int id;		   /* of the last record */
	int how;	   /* protocolStatus of END_REQUEST */
	char *out, *other; /* of STDOUT, and of management records */
	size_t out_len, other_len;
	int other_type; /* of the last management record, or 0 */
};

/* Reads until END_REQUEST, a management record, the end, or the time is up. */
struct fastcgi_reply fastcgi_read(int fd, double seconds);

/* Sends a hook on a connection of its own; true if it was answered 200. */
bool fastcgi_answers(const char *program, double seconds);

#endif
