/*
 * wcs - what WCS does with the answer to a hook (PROTOCOL.md, Errors).
 *
 * An error is any status but 200, no answer at all, and an answer that WCS
 * has to read and cannot.  What an error does:
 *
 *	       connect   direct               event           incoming
 *	FAIL   declines  stops, tells the     goes on, tells  stops, 403 to the
 *	                 matching event       ErrorEvent      caller, tells the
 *	                                                      matching event
 *	LOG    declines  goes on              goes on         goes on
 *
 * A 403 under FAIL stops an event whose handler says .stops_on_403, too.
 */
#ifndef ECHOAPP_WCS_H
#define ECHOAPP_WCS_H

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

/* What came back. */
struct wcs_reply {
	long status;	   /* HTTP; 0: there was no answer */
	const char *error; /* then: why */
	const char *type;  /* Content-Type, or NULL */
	const char *body;
	size_t len;
};

enum verdict_next { NEXT_CONTINUE, NEXT_STOP };

struct verdict {
	bool is_error;
	char why[256]; /* it is one, or "" */
	enum verdict_next next;
	bool applies_answer; /* members of the answer may be taken */
	/* What the browser is told: an event by name, or NULL. */
	const char *event;
	bool is_failure; /* that event is the error's */
	/* What the SIP peer is answered because of the error, or NULL. */
	const char *sip;
};

/* `answer` gets the members of the reply's body when it is an object. */
void verdict_judge(struct verdict *, const struct wcs_hook *,
		   const struct rest_rule *, const struct wcs_reply *,
		   struct json_members *answer);

/* "goes on", "stops" */
const char *verdict_next_name(enum verdict_next);

/* What became of a member of the answer that is not as it was sent. */
enum verdict_fate {
	FATE_TAKEN,
	FATE_KEPT_CONTEXT, /* nodeId and its kin never change */
	FATE_KEPT_UNLISTED,
	FATE_KEPT_NOTIFY,
	FATE_KEPT_ERROR, /* nothing is taken from an error */
	FATE_MISSING,	 /* sent, and not in the answer: stays */
};

struct verdict_change {
	char *name;
	char *before; /* JSON; NULL: it was not sent */
	char *after;  /* NULL: it did not come */
	enum verdict_fate fate;
};

struct verdict_changes {
	struct verdict_change *at;
	size_t count;
};

/*
 * Takes from the answer what the rule says into `used`, which is what WCS sent
 * and goes on with; lists all that differs.
 */
void verdict_apply(struct json_members *used, struct verdict_changes *,
		   const struct wcs_hook *, const struct rest_rule *,
		   const struct verdict *, const struct json_members *answer);
void verdict_changes_free(struct verdict_changes *);

/* In words: "taken", "not taken: not in restOverwrite". */
const char *verdict_fate_name(enum verdict_fate);

/* Removes the members of a list (restExclude, clientExclude). */
void verdict_exclude(struct json_members *, const char *list);

#endif
