/*
 * wcs - what WCS does with the answer to a hook (protocol.md, d).
 *
 * An error is any status but 200, no answer at all, and an answer that WCS
 * has to read and cannot.  What an error does:
 *
 *	       connect   direct               event           incoming
 *	FAIL   declines  stops, tells the     goes on, tells  stops, 403 to the
 *	                 matching event       ErrorEvent      caller, tells the
 *	                                                      matching event
 *	LOG    declines  goes on              goes on         goes on
 */
#ifndef ECHOAPP_WCS_H
#define ECHOAPP_WCS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json_object.h"
#include "method.h"
#include "rest_policy.h"

struct wcs_hook {
	const char *name; /* WCS's spelling */
	enum type type;
};

/* What came back. */
struct wcs_reply {
	long status;	   /* HTTP; 0: there was no answer */
	const char *error; /* then: why */
	const char *type;  /* Content-Type, or NULL */
	const char *body;
	size_t len;
};

enum wcs_next { WCS_GOES_ON, WCS_STOPS };

struct wcs_verdict {
	bool is_error;
	char why[256]; /* it is one, or "" */
	enum wcs_next next;
	bool takes; /* members of the answer may be taken */
	/* What the browser is told: an event by name, or NULL. */
	const char *event;
	bool is_failure; /* that event is the error's */
	/* What the SIP peer is answered because of the error, or NULL. */
	const char *sip;
};

/* `answer` gets the members of the reply's body when it is an object. */
void wcs_judge(struct wcs_verdict *, const struct wcs_hook *,
	       const struct wcs_rule *, const struct wcs_reply *,
	       struct members *answer);

/* Does WCS read an answer of this Content-Type?  NULL: it has none. */
bool wcs_reads(const char *type);

/* "goes on", "stops" */
const char *wcs_next_name(enum wcs_next);

/* What became of a member of the answer that is not as it was sent. */
enum wcs_fate {
	WCS_TAKEN,
	WCS_KEPT_CONTEXT, /* nodeId and its kin never change */
	WCS_KEPT_UNLISTED,
	WCS_KEPT_NOTIFY,
	WCS_KEPT_ERROR, /* nothing is taken from an error */
	WCS_MISSING,	/* sent, and not in the answer: stays */
};

struct wcs_change {
	char *name;
	char *before; /* JSON; NULL: it was not sent */
	char *after;  /* NULL: it did not come */
	enum wcs_fate fate;
};

struct wcs_changes {
	struct wcs_change *at;
	size_t count;
};

/*
 * Takes from the answer what the rule says into `used`, which is what WCS sent
 * and goes on with; lists all that differs.
 */
void wcs_take(struct members *used, struct wcs_changes *,
	      const struct wcs_hook *, const struct wcs_rule *,
	      const struct wcs_verdict *, const struct members *answer);
void wcs_changes_free(struct wcs_changes *);

/* In words: "taken", "not taken: not in restOverwrite". */
const char *wcs_fate_name(enum wcs_fate);

/* Removes the members of a list (restExclude, clientExclude). */
void wcs_leave_out(struct members *, const char *list);

#endif
