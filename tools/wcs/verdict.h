/*
 * verdict - what WCS does with the answer to a hook (PROTOCOL.md, Errors).
 *
 * An error is any status but 200, no answer at all, and an answer that WCS has
 * to read and cannot.  What an error does:
 *
 *	       connect   direct               event           incoming
 *	FAIL   declines  stops, sends the     goes on, sends  stops, 403 to the
 *	                 matching event       ErrorEvent      caller, sends the
 *	                                                      matching event
 *	LOG    declines  goes on              goes on         goes on
 *
 * A 403 under FAIL stops an event, too, if its handler has .stops_on_403.
 */
#ifndef ECHOAPP_VERDICT_H
#define ECHOAPP_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json_members.h"
#include "method.h"
#include "rest_policy.h"

struct wcs_hook {
	const char *name; /* WCS's spelling */
	enum hook_type type;
};

/* The answer to the hook.  All is borrowed. */
struct wcs_reply {
	long status;	   /* HTTP; 0: no answer */
	const char *error; /* why there is no answer */
	const char *type;  /* Content-Type, or NULL */
	const char *body;
	size_t len;
};

enum verdict_next { NEXT_CONTINUE, NEXT_STOP };

struct verdict {
	bool is_error;
	char why[256]; /* what is wrong with the answer, or "" */
	enum verdict_next next;
	bool applies_answer; /* WCS may take members of the answer */
	/* The event that the browser gets, or NULL. */
	const char *event;
	bool is_failure; /* the event reports the error */
	/* What WCS answers the SIP peer because of the error, or NULL. */
	const char *sip;
};

/*
 * `answer`, which must be empty, gets the members of the reply's body if that
 * is an object; the caller frees it.
 */
void verdict_judge(struct verdict *, const struct wcs_hook *,
		   const struct rest_rule *, const struct wcs_reply *,
		   struct json_members *answer);

/* "goes on", "stops" */
const char *verdict_next_name(enum verdict_next);

/* What becomes of a member in which the answer differs from the hook. */
enum verdict_fate {
	FATE_TAKEN,
	FATE_KEPT_CONTEXT, /* rest_policy_is_context(): never changes */
	FATE_KEPT_UNLISTED,
	FATE_KEPT_NOTIFY,
	FATE_KEPT_ERROR, /* WCS takes nothing from an error */
	FATE_MISSING,	 /* the answer lacks it: the sent value stays */
};

struct verdict_change {
	char *name;
	char *before; /* JSON; NULL: not in the hook */
	char *after;  /* JSON; NULL: not in the answer */
	enum verdict_fate fate;
};

struct verdict_changes {
	struct verdict_change *at;
	size_t count;
};

/*
 * `used` are the members that WCS sent; they become the members that WCS goes
 * on with.  Appends every difference to the changes.
 */
void verdict_apply(struct json_members *used, struct verdict_changes *,
		   const struct wcs_hook *, const struct rest_rule *,
		   const struct verdict *, const struct json_members *answer);
void verdict_changes_free(struct verdict_changes *);

/* "taken", "not taken: not in restOverwrite" */
const char *verdict_fate_name(enum verdict_fate);

/* Removes the members that a comma_list names; the list may be NULL. */
void verdict_exclude(struct json_members *, const char *list);

#endif
