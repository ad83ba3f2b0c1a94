/*
 * http_post - sends POST requests over HTTP with libcurl, many at once.
 *
 * A redirection is not followed, no proxy is taken from the environment, a
 * certificate is always checked, and of a response no more than
 * HTTP_POST_ANSWER_MAX bytes are read.
 */
#ifndef ECHOAPP_HTTP_POST_H
#define ECHOAPP_HTTP_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Bytes of a response that are kept for a message; more are not read. */
#define HTTP_POST_ANSWER_MAX ((size_t)4096)

struct http_request {
	/* Borrowed until the request is finished. */
	const char *url;
	const char *ca_file; /* NULL: the system's */
	const char *body;
	size_t len;
	const char *id; /* the headers of Standard Webhooks */
	const char *signature;
	int64_t seconds;
	unsigned timeout; /* seconds */
	void *arg;	  /* the caller's */

	/* When http_post_wait() has returned the request: */
	long status;	  /* HTTP; 0: no response */
	char error[256];  /* why there is no response, or "" */
	long retry_after; /* seconds; 0: the header is missing */
	struct buffer answer;

	/* For http_post.c. */
	void *handle;  /* CURL, kept for the next request */
	void *headers; /* struct curl_slist */
	bool busy;
	struct http_request *next;
};

struct http_post;

/* Without memory the program ends. */
struct http_post *http_post_new(void);

/* All requests must be finished or dropped. */
void http_post_free(struct http_post *);

void http_post_send(struct http_post *, struct http_request *);

/*
 * http_post_wait() returns also when one of these descriptors can be read; they
 * are forgotten then.
 */
#define HTTP_POST_WATCHED_MAX 64
void http_post_watch(struct http_post *, int fd);

/*
 * Waits up to so many milliseconds for a request that is finished, or for a
 * signal.  NULL: none is.
 */
struct http_request *http_post_wait(struct http_post *, int ms);

/* Ends the request if it is under way, and frees what it holds. */
void http_post_drop(struct http_post *, struct http_request *);

#endif
