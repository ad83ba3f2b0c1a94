/*
 * method - what a handler is made of.
 *
 * A handler is one file, handlers/NAME.c, which defines one symbol: `method`.
 * Most are only data.  serve.c meets what the data asks for, in this order:
 *
 *	who asks       one of trusted, as auth wants it       else 403
 *	the request    a POST of one JSON object              else 400 to 415
 *	fields         of the kinds named here                else recorded as
 *	                                                      odd; 400 if strict
 *	the rules      the operator's: allow, deny            else 403
 *	authorize      may it happen?                         else what it says
 *	the limits     of the rules                           else 403
 *	changes        set, of the rules
 *	rewrite        what shall WCS use instead?
 *	the journal    one line                               else log, or 503
 *	the answer     the request's bytes, members changed
 *
 * A hook left out means: allowed, nothing changed.
 *
 * What a hook borrows from an exchange lives until the answer is sent, and is
 * never freed by the hook.
 */
#ifndef ECHOAPP_METHOD_H
#define ECHOAPP_METHOD_H

#include <stdbool.h>

#include "protocol/fields.h"

/* What WCS does with the answer depends on this (PROTOCOL.md, Types). */
enum hook_type {
	HOOK_CONNECT,  /* any answer but 200 declines it, always */
	HOOK_DIRECT,   /* a client asked for it */
	HOOK_EVENT,    /* it has already happened */
	HOOK_INCOMING, /* it arrives from SIP */
};

/* What a hook does to what it is about: how the index folds it. */
enum hook_role {
	ROLE_NONE,	/* it is about nothing */
	ROLE_BEGINS,	/* a client asks for a new one */
	ROLE_ARRIVES,	/* SIP brings a new one */
	ROLE_STATUS,	/* reports its status */
	ROLE_STEP,	/* happens to it, or a client asks for that */
	ROLE_ENDS,	/* a client asks for its end */
	ROLE_KEEPALIVE, /* it is still there */
	ROLE_READS,	/* asks about it; it may never have been */
};

/* STEP_OK, or the HTTP status of a refusal. */
enum http_status {
	STEP_OK = 0,
	HTTP_BAD_REQUEST = 400,
	HTTP_FORBIDDEN = 403,
	HTTP_METHOD_NOT_ALLOWED = 405,
	HTTP_CONTENT_TOO_LARGE = 413,
	HTTP_UNSUPPORTED_MEDIA_TYPE = 415,
	HTTP_SERVICE_UNAVAILABLE = 503,
};

struct exchange;
typedef enum http_status step_fn(struct exchange *);

struct method {
	const char *name;    /* WCS's spelling: the key in restClientConfig */
	const char *alias;   /* another spelling in URLs, or NULL */
	const char *summary; /* one line, for people */
	enum hook_type type;
	const struct entity_type *about; /* what it is about, or NULL */
	enum hook_role role;
	/* The event that reports to the browser what became of it; NULL: the
	 * status event of what it is about, see methods_status_event(); "":
	 * none. */
	const char *status_event;
	/* For an event: under restOnError FAIL a 403 stops what it is about
	 * (PROTOCOL.md, Hooks outside the table). */
	bool stops_on_403;
	/* What WCS then sends to the SIP side, and the member of the body that
	 * names the target; NULL: nothing, or no target. */
	struct {
		const char *request, *target;
	} sip;
	struct field fields[FIELDS_MAX];
	unsigned processes; /* how many to run; 0 means 1 */
	step_fn *authorize;
	step_fn *rewrite;
};

/* For connect: tells WCS what makes the rules true (client_config.h). */
step_fn client_config_step;

/* The handler that a program is linked with. */
extern const struct method method;

/*
 * What the request's member says, if it is a string without NUL bytes;
 * otherwise NULL.
 */
const char *get_string(struct exchange *, const char *name);

/*
 * Changes the answer's member, or adds it.  WCS takes a change only where the
 * answer to connect said OVERWRITE (PROTOCOL.md, restClientConfig), and never
 * one of nodeId, sessionId, appKey.
 */
void set_string(struct exchange *, const char *name, const char *text);

/* The same with any JSON value; `json` must be one. */
void set_value(struct exchange *, const char *name, const char *json);

/* Returns `status`, so that a hook can end with it; never tell a secret. */
enum http_status refuse(struct exchange *, enum http_status status,
			const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
