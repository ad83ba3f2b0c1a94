/*
 * wcs_policy - the restClientConfig of an answer to connect, as WCS keeps it
 * for the session (protocol.md, d).
 *
 * An object keyed by hook; what is missing has its default.
 */
#ifndef ECHOAPP_WCS_POLICY_H
#define ECHOAPP_WCS_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json_object.h"

enum wcs_rest_policy {
	WCS_NOTIFY,    /* the answer's members are ignored */
	WCS_OVERWRITE, /* those listed are taken */
	WCS_DISABLE,   /* the hook is not sent */
};

struct wcs_rule {
	char *hook; /* NULL: nothing was said, all is default */
	enum wcs_rest_policy policy;
	bool fail; /* restOnError; false: LOG */
	/* Names with commas between them; NULL: none. */
	char *rest_exclude;   /* not sent to the web server */
	char *client_exclude; /* not told to the browser */
	char *rest_overwrite; /* taken from the answer */
};

/* A zeroed one says nothing, so that defaults hold. */
struct wcs_policy {
	struct wcs_rule *at;
	size_t count;
};

/*
 * Takes the restClientConfig out of an answer to connect, if there is one.
 * What WCS would not understand, or not do, is noted: lines for a person.
 */
void wcs_policy_read(struct wcs_policy *, const struct members *answer,
		     struct buffer *notes);
void wcs_policy_free(struct wcs_policy *);

/* That of a hook, by WCS's spelling; never NULL. */
const struct wcs_rule *wcs_policy_rule(const struct wcs_policy *,
				       const char *hook);

/* "NOTIFY", "OVERWRITE", "DISABLE" */
const char *wcs_rest_policy_name(enum wcs_rest_policy);

/* Is the name in such a list?  The case of letters counts. */
bool wcs_listed(const char *list, const char *name);

/* nodeId, appKey, sessionId: no answer changes them. */
bool wcs_is_context(const char *name);

#endif
