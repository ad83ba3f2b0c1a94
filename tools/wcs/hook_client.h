/*
 * http - WCS's side of HTTP (PROTOCOL.md, Transport), with libcurl: many hooks
 * may be on their way at once, and connections are kept and used again.
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

#define HOOK_CLIENT_USER_AGENT "Java/1.8.0_111"
#define HOOK_CLIENT_ACCEPT "application/json, application/*+json"
#define HOOK_CLIENT_CONTENT_TYPE "application/json;charset=UTF-8"

/* An answer that is longer is none. */
#define HOOK_CLIENT_ANSWER_MAX ((size_t)64 * 1024 * 1024)

struct hook_client_settings {
	const char *user; /* basic authentication, or NULL */
	const char *password;
	const char *key;      /* what bodies are signed with, or NULL */
	long timeout;	      /* milliseconds; 0: none */
	long connect_timeout; /* the same, for a connection; 0: libcurl's */
	size_t answer_max;    /* 0: HOOK_CLIENT_ANSWER_MAX */
	unsigned retries;
	unsigned connections; /* at most; what is more waits. 0:
				 HOOK_CLIENT_CONNECTIONS */
};

/* Connections, unless it is said otherwise: a server has other clients. */
#define HOOK_CLIENT_CONNECTIONS 100

/* Why there is no answer. */
enum hook_call_error {
	HOOK_CALL_ANSWERED,
	HOOK_CALL_NO_HOST,	   /* its name means nothing */
	HOOK_CALL_REFUSED,	   /* nobody listens there */
	HOOK_CALL_UNREACHABLE,	   /* there is no way to it */
	HOOK_CALL_CONNECT_TIMEOUT, /* nobody takes the connection, or says no */
	HOOK_CALL_NO_TLS,	   /* it speaks none, or another */
	HOOK_CALL_UNTRUSTED,	/* its certificate is not known, or another's */
	HOOK_CALL_TIMEOUT,	/* connected, and no answer in time */
	HOOK_CALL_BAD_RESPONSE, /* what came is no answer */
};

/* How the body is sent. */
enum hook_call_framing {
	FRAMING_LENGTH,	 /* with its length */
	FRAMING_CHUNKED, /* in pieces */
	FRAMING_EXPECT,	 /* Expect: 100-continue */
};

/* One hook on its way; it belongs to the caller, who zeroes it at first. */
struct hook_call {
	const char *url;
	const char *body; /* these two live until it has come back */
	size_t len;
	bool aborts;  /* it goes away in the middle of the body */
	bool is_last; /* the connection is not used again */
	void *arg;    /* the caller's */

	/* How it is not WCS's. */
	const char *http_method;  /* NULL: POST */
	const char *content_type; /* NULL: HOOK_CLIENT_CONTENT_TYPE */
	const char *signature;	  /* instead of the right one, or NULL */
	enum hook_call_framing framing;
	bool is_anonymous; /* nothing proves who sent it */

	/* Once it has come back. */
	long status;	   /* 0: no answer */
	const char *error; /* then: why; "" otherwise */
	enum hook_call_error error_kind;
	char *answer_type; /* Content-Type, or NULL */
	char *location;	   /* where it is redirected to, or NULL */
	char server[64];   /* Server, or "" */
	bool is_new;	   /* a new connection was made for it */
	bool got_continue; /* 100 Continue came */
	struct buffer answer;
	unsigned tries;	 /* 1: sent once; libcurl may send it again itself */
	int64_t sent_at; /* microseconds of monotonic_now(), the first try */
	int64_t ended_at;

	/* For http.c. */
	void *handle;
	void *headers;
	size_t body_sent;
	size_t answer_max;
	bool has_response;  /* something of an answer came */
	unsigned sends;	    /* in the try in hand */
	unsigned tries_max; /* 0: as many as libcurl likes */
	char detail[256];   /* libcurl's words for what went wrong */
	struct hook_call *next;
};

struct hook_client;

/*
 * To be called with a command's arguments before it asks anybody.  Where this
 * program cannot (tools/apart/http.c) it becomes one that can, and does not
 * return but to say why there is none; NULL: it can itself.
 */
const char *hook_client_require(char **argv);

struct hook_client *hook_client_new(const struct hook_client_settings *);
void hook_client_free(struct hook_client *);

/* Is this a URL that hooks can be sent to? */
bool hook_client_is_url(const char *);

void hook_client_send(struct hook_client *, struct hook_call *);

/*
 * One that has come back; NULL: none within so many microseconds, or since a
 * signal came.
 */
struct hook_call *hook_client_wait(struct hook_client *, int64_t microseconds);

/* Frees what it holds, not the call itself. */
void hook_client_clear_call(struct hook_call *);

#endif
