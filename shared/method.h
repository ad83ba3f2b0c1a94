/*
 * method - what a handler is made of.
 *
 * A handler is one file, handlers/NAME.c, which defines one symbol: `method`.
 * Most handlers are only data.  Each request passes these steps in order, and
 * the first that fails decides the answer (request/serve.c):
 *
 *	the peer       is in `trusted`, and passes `auth`   or: 403
 *	the request    is a POST of one JSON object         or: 400 to 415
 *	the fields     are of the kinds named here          or: a warning in the
 *	                                                    journal; with
 *	                                                    `strict` 400
 *	the rules      find the facts that are proved
 *	the rules      allow the hook                       or: 403
 *	authorize()    allows the hook                      or: what it returns
 *	the limits     of the rules have room               or: 403
 *	the rules      set members of the answer
 *	rewrite()      sets members of the answer
 *	the journal    gets one line                        or: a log, or 503
 *
 * The answer is the request's bytes, with the members that were set.
 *
 * A handler without authorize() allows every hook, and one without rewrite()
 * changes nothing.
 *
 * What these two functions borrow from an exchange is good until the answer is
 * sent, and they never free it.
 */
#ifndef ECHOAPP_METHOD_H
#define ECHOAPP_METHOD_H

#include <stdbool.h>

#include "protocol/fields.h"

/* What WCS does when a hook is refused depends on this (PROTOCOL.md, Types). */
enum hook_type {
	HOOK_CONNECT,  /* a client asks for a session: WCS declines it */
	HOOK_DIRECT,   /* a client asks for something: WCS may go on */
	HOOK_EVENT,    /* something has happened: WCS goes on */
	HOOK_INCOMING, /* something arrives from SIP: WCS may go on */
};

/*
 * What a hook does to the entity that it is about: a connection, registration,
 * call, message or stream.  The index changes the entity accordingly.
 */
enum hook_role {
	ROLE_NONE,	/* nothing: the hook is about no entity */
	ROLE_BEGINS,	/* a client asks for a new entity */
	ROLE_ARRIVES,	/* a new entity arrives from SIP */
	ROLE_STATUS,	/* WCS reports the entity's status */
	ROLE_STEP,	/* anything else that neither begins nor ends it */
	ROLE_ANSWERS,	/* a client answers the call */
	ROLE_IN_CALL,	/* a step of a call that must have been answered */
	ROLE_TRANSFERS, /* a client asks to transfer the call */
	ROLE_TRANSFER_ARRIVES, /* SIP asks to transfer the call */
	ROLE_TRANSFER_STATUS,  /* WCS reports the transfer's status */
	ROLE_ENDS,	       /* a client asks WCS to end the entity */
	ROLE_KEEPALIVE,	       /* WCS reports that the entity is still active */
	ROLE_READS, /* a client asks about an entity, which may not exist */
};

/* What a step returns: STEP_OK, or the HTTP status of a refusal. */
enum http_status {
	STEP_OK = 0,
	HTTP_BAD_REQUEST = 400,
	HTTP_UNAUTHORIZED = 401,
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

	/*
	 * The kind of entity that the hook is about (protocol/fields.h), or
	 * NULL.  Its fields may be in the body, too.  With `about` set, `role`
	 * must be set, because the index ignores a hook without a role.
	 */
	const struct entity_type *about;
	enum hook_role role;

	/*
	 * The event by which the client learns what became of this hook
	 * (PROTOCOL.md, Matching events).  NULL: the hook with the same `about`
	 * and ROLE_STATUS, if there is one.  "": no event.
	 */
	const char *status_event;

	/*
	 * Of an event only: WCS ends the entity if the hook is refused and
	 * restOnError is FAIL (PROTOCOL.md, Hooks outside the table).
	 */
	bool stops_on_403;

	/*
	 * The SIP request that WCS sends when the hook is accepted, in words
	 * for people; and the member of the body that names its target.  NULL:
	 * no request, or no target.
	 */
	struct {
		const char *request, *target;
	} sip;

	/* Fields of this hook alone; the first without a name ends the list. */
	struct field fields[FIELDS_MAX];
	step_fn *authorize; /* may the hook happen? */
	step_fn *rewrite;   /* changes the answer */
};

/*
 * For connect's rewrite: adds the restClientConfig that makes WCS obey the
 * rules (client_config.h).
 */
step_fn client_config_step;

/* The handler that a program is linked with. */
extern const struct method method;

/*
 * The value of the request's member, borrowed; or NULL if it is not a string,
 * or has a NUL byte.
 */
const char *get_string(struct exchange *, const char *name);

/*
 * Sets a member of the answer, to a copy of `text`.  WCS uses the new value
 * only if the answer to connect said OVERWRITE (PROTOCOL.md, restClientConfig),
 * and never that of nodeId, sessionId or appKey.
 */
void set_string(struct exchange *, const char *name, const char *text);

/* The same with any JSON value; an invalid one is logged and not set. */
void set_value(struct exchange *, const char *name, const char *json);

/*
 * Sets the reason that the answer gives, which must not contain a secret.
 * Returns `status`, so that a step can end with refuse().
 */
enum http_status refuse(struct exchange *, enum http_status status,
			const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
