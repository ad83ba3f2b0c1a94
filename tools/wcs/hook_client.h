/*
 * http - WCS's side of HTTP (protocol.md, b), with libcurl: many hooks may be
 * on their way at once, and connections are kept and used again.
 *
 * A hook that could not be sent, or whose connection ended without a byte of
 * an answer, is sent again.  One that is not answered in time is not.
 *
 * Who wants to know what a server makes of others than WCS can change a call.
 */
#ifndef ECHOAPP_HTTP_H
#define ECHOAPP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define HTTP_USER_AGENT "Java/1.8.0_111"
#define HTTP_ACCEPT "application/json, application/*+json"
#define HTTP_CONTENT_TYPE "application/json;charset=UTF-8"

/* An answer that is longer is none. */
#define HTTP_ANSWER_MAX ((size_t)64 * 1024 * 1024)

struct http_settings {
	const char *user; /* basic authentication, or NULL */
	const char *password;
	const char *key;      /* what bodies are signed with, or NULL */
	long timeout;	      /* milliseconds; 0: none */
	long connect_timeout; /* the same, for a connection; 0: libcurl's */
	size_t answer_max;    /* 0: HTTP_ANSWER_MAX */
	unsigned retries;
	unsigned connections; /* at most; what is more waits. 0: HTTP_MANY */
};

/* Connections, unless it is said otherwise: a server has other clients. */
#define HTTP_MANY 100

/* Why there is no answer. */
enum http_trouble {
	HTTP_FINE,
	HTTP_NO_HOST,	  /* its name means nothing */
	HTTP_REFUSED,	  /* nobody listens there */
	HTTP_UNREACHABLE, /* there is no way to it */
	HTTP_SILENT,	  /* nobody takes the connection, or says no */
	HTTP_NO_TLS,	  /* it speaks none, or another */
	HTTP_UNTRUSTED,	  /* its certificate is not known, or another's */
	HTTP_LATE,	  /* connected, and no answer in time */
	HTTP_BROKEN,	  /* what came is no answer */
};

/* How the body is sent. */
enum http_framing {
	HTTP_WHOLE,   /* with its length */
	HTTP_CHUNKED, /* in pieces */
	HTTP_ASKS,    /* Expect: 100-continue */
};

/* One hook on its way; it belongs to the caller, who zeroes it at first. */
struct http_call {
	const char *url;
	const char *body; /* these two live until it has come back */
	size_t len;
	bool aborts;  /* it goes away in the middle of the body */
	bool is_last; /* the connection is not used again */
	void *arg;    /* the caller's */

	/* How it is not WCS's. */
	const char *verb;	  /* NULL: POST */
	const char *content_type; /* NULL: HTTP_CONTENT_TYPE */
	const char *signature;	  /* instead of the right one, or NULL */
	enum http_framing framing;
	bool is_anonymous; /* nothing proves who sent it */

	/* Once it has come back. */
	long status;	   /* 0: no answer */
	const char *error; /* then: why; "" otherwise */
	enum http_trouble trouble;
	char *type;	 /* Content-Type, or NULL */
	char *location;	 /* where it is redirected to, or NULL */
	char server[64]; /* Server, or "" */
	bool is_new;	 /* a new connection was made for it */
	bool continued;	 /* 100 Continue came */
	struct buffer answer;
	unsigned tries;	 /* 1: sent once; libcurl may send it again itself */
	int64_t sent_at; /* microseconds of pace_now(), the first try */
	int64_t ended_at;

	/* For http.c. */
	void *handle;
	void *headers;
	size_t given;
	size_t answer_max;
	bool is_heard;	    /* something of an answer came */
	unsigned sent;	    /* in the try in hand */
	unsigned tries_max; /* 0: as many as libcurl likes */
	char detail[256];   /* libcurl's words for what went wrong */
	struct http_call *next;
};

struct http;

/*
 * To be called with a command's arguments before it asks anybody.  Where this
 * program cannot (tools/apart/http.c) it becomes one that can, and does not
 * return but to say why there is none; NULL: it can itself.
 */
const char *http_begin(char **argv);

struct http *http_new(const struct http_settings *);
void http_free(struct http *);

/* Is this a URL that hooks can be sent to? */
bool http_is_url(const char *);

void http_send(struct http *, struct http_call *);

/*
 * One that has come back; NULL: none within so many microseconds, or since a
 * signal came.
 */
struct http_call *http_wait(struct http *, int64_t microseconds);

/* Frees what it holds, not the call itself. */
void http_call_clear(struct http_call *);

#endif
