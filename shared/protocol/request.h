/* request - one hook as a web server hands it over, and its answer. */
#ifndef ECHOAPP_REQUEST_H
#define ECHOAPP_REQUEST_H

#include <stddef.h>
#include <time.h>

/* What the web server handed over; RFC 3875 has the names. */
struct request {
	const char *request_method; /* "POST" */
	const char *content_type;   /* NULL: none given */
	const char *url;	 /* as WCS wrote it; its last segment counts */
	const char *remote_addr; /* NULL: not known */
	const char *authorization; /* the header's value; NULL: none came */
	const char *body;
	size_t len;		  /* bytes of body */
	size_t content_length;	  /* CONTENT_LENGTH; (size_t)-1: not given */
	struct timespec received; /* when it came, CLOCK_MONOTONIC */
};

/* Good until the next serve_request() or serve_trim(). */
struct answer {
	int status; /* 200, or a refusal */
	const char *body;
	size_t len;
};

#endif
