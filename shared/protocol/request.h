/* request - one hook from a web server, and its answer. */
#ifndef ECHOAPP_REQUEST_H
#define ECHOAPP_REQUEST_H

#include <stddef.h>
#include <stdint.h>

/* What the web server passes on, under the names of RFC 3875. */
struct request {
	const char *request_method; /* "POST" */
	const char *content_type;   /* NULL: no such header */
	const char *url;	   /* as WCS sent it; its last segment counts */
	const char *remote_addr;   /* the peer's address; NULL: unknown */
	const char *authorization; /* NULL: no such header */
	const char *host;	   /* NULL: no such header */
	const char *origin;	   /* NULL: no such header */
	const char *body;
	size_t len;	       /* bytes of body */
	size_t content_length; /* (size_t)-1: no such header */
	int64_t received;      /* when it arrived; monotonic_now() */
};

/* The body is good until the next serve_request() or serve_trim(). */
struct answer {
	int status; /* of HTTP: 200, or that of a refusal */
	const char *body;
	size_t len;
};

#endif
