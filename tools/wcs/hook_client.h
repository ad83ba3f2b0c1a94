/*
 * hook_client - sends hooks over HTTP as WCS does (PROTOCOL.md, Transport),
 * with libcurl: many at once, on connections that are kept and used again.
 *
 * A hook that could not be sent, or whose connection ended without a byte of
 * an answer, is sent again.  A hook that is not answered in time is not.
 *
 * A caller that tests how a server treats other clients can change a call.
 */
#ifndef ECHOAPP_HOOK_CLIENT_H
#define ECHOAPP_HOOK_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define HOOK_CLIENT_USER_AGENT "Java/1.8.0_111"
#define HOOK_CLIENT_ACCEPT "application/json, application/*+json"
#define HOOK_CLIENT_CONTENT_TYPE "application/json;charset=UTF-8"

/* Bytes; a longer answer counts as no answer. */
#define HOOK_CLIENT_ANSWER_MAX ((size_t)64 * 1024 * 1024)

struct hook_client_settings {
	const char *user; /* basic authentication, or NULL */
	const char *password;
	const char *key;      /* signs the bodies, or NULL */
	const char *ca_file;  /* certificates to trust; NULL: the system's */
	bool is_insecure;     /* any certificate will do */
	long timeout;	      /* for the whole hook, ms; 0: none */
	long connect_timeout; /* for the connection, ms; 0: libcurl's */
	size_t answer_max;    /* bytes; 0: HOOK_CLIENT_ANSWER_MAX */
	unsigned retries;
	unsigned connections; /* at once; 0: HOOK_CLIENT_CONNECTIONS */
};

/* The default is low enough to leave a server connections for others. */
#define HOOK_CLIENT_CONNECTIONS 100

/* Why a call has no answer. */
enum hook_call_error {
	HOOK_CALL_ANSWERED,
	HOOK_CALL_NO_HOST,	   /* the host name has no address */
	HOOK_CALL_REFUSED,	   /* nothing listens on the port */
	HOOK_CALL_UNREACHABLE,	   /* no route to the host */
	HOOK_CALL_CONNECT_TIMEOUT, /* the host does not answer the connect */
	HOOK_CALL_NO_TLS,	   /* no TLS, or no common version */
	HOOK_CALL_UNTRUSTED,	   /* the certificate is not trusted, or another
				      host's */
	HOOK_CALL_TIMEOUT,	   /* connected, but no answer in time */
	HOOK_CALL_BAD_RESPONSE,	   /* what came is not an HTTP answer */
};

/* How the length of the body is announced. */
enum hook_call_framing {
	FRAMING_LENGTH,	 /* Content-Length */
	FRAMING_CHUNKED, /* Transfer-Encoding: chunked */
	FRAMING_EXPECT,	 /* Content-Length and Expect: 100-continue */
};

/*
 * One hook to be sent.  It belongs to the caller, who zeroes it before its
 * first use, and frees what it holds with hook_client_clear_call().
 */
struct hook_call {
	/* Borrowed until the call is finished. */
	const char *url;
	const char *body;
	size_t len;
	bool aborts;  /* close the connection in the middle of the body */
	bool is_last; /* the connection is not used again */
	void *arg;    /* the caller's */

	/* Where it differs from WCS's request; zero: it does not. */
	const char *http_method;  /* NULL: POST */
	const char *content_type; /* NULL: HOOK_CLIENT_CONTENT_TYPE */
	const char *origin;	  /* a header Origin, or NULL */
	const char *signature;	  /* instead of the right one, or NULL */
	enum hook_call_framing framing;
	bool is_anonymous; /* neither signature nor credentials */

	/* The answer, when hook_client_wait() has returned the call. */
	long status;	   /* HTTP; 0: no answer */
	const char *error; /* why there is no answer, or "" */
	enum hook_call_error error_kind;
	char *answer_type; /* Content-Type, or NULL */
	char *location;	   /* URL of a redirection, or NULL */
	char server[64];   /* header Server, or "" */
	bool is_new;	   /* a new connection was made for it */
	bool got_continue; /* 100 Continue came */
	struct buffer answer;
	unsigned tries;	 /* times it was sent, libcurl's own retries too */
	int64_t sent_at; /* first try, microseconds of monotonic_now() */
	int64_t ended_at;

	/* For hook_client.c. */
	void *handle;  /* CURL, while the call is at work */
	void *headers; /* struct curl_slist */
	size_t body_sent;
	size_t answer_max;
	bool has_response;  /* some of an answer came */
	unsigned sends;	    /* in the current try */
	unsigned tries_max; /* 0: as many as libcurl makes */
	char detail[256];   /* libcurl's text about the error */
	struct hook_call *next;
};

struct hook_client;

/*
 * Makes sure that this program can send hooks; a command calls it with its
 * arguments before any other function here.  A program without libcurl
 * (hook_client_absent.c) becomes echoappctl-http, and returns only if that
 * fails: with the reason.  NULL: this program has libcurl itself.
 */
const char *hook_client_require(char **argv);

/* The strings of the settings are borrowed.  Without memory the program ends.
 */
struct hook_client *hook_client_new(const struct hook_client_settings *);

/* All its calls must be finished. */
void hook_client_free(struct hook_client *);

/* Is this a URL that hooks can be sent to: http or https, with a host? */
bool hook_client_is_url(const char *);

/* Sends the call, or queues it until one of the connections is free. */
void hook_client_send(struct hook_client *, struct hook_call *);

/*
 * Waits for a finished call: for so many microseconds at most, and not after
 * a signal.  NULL: no call is finished.
 */
struct hook_call *hook_client_wait(struct hook_client *, int64_t microseconds);

/* Frees what the call holds, not the call itself. */
void hook_client_clear_call(struct hook_call *);

#endif
