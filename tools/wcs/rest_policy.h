/*
 * wcs_policy - the restClientConfig of an answer to connect, as WCS keeps it
 * for the session (PROTOCOL.md, restClientConfig).
 *
 * An object keyed by hook; what is missing has its default.
 */
#ifndef ECHOAPP_WCS_POLICY_H
#define ECHOAPP_WCS_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json_members.h"

enum rest_policy_mode {
	REST_POLICY_NOTIFY,    /* the answer's members are ignored */
	REST_POLICY_OVERWRITE, /* those listed are taken */
	REST_POLICY_DISABLE,   /* the hook is not sent */
};

struct rest_rule {
	char *hook; /* NULL: nothing was said, all is default */
	enum rest_policy_mode policy;
	bool fail; /* restOnError; false: LOG */
	/* Names with commas between them; NULL: none. */
	char *rest_exclude;   /* not sent to the web server */
	char *client_exclude; /* not told to the browser */
	char *rest_overwrite; /* taken from the answer */
};

/* A zeroed one says nothing, so that defaults hold. */
struct rest_policy {
	struct rest_rule *at;
	size_t count;
};

/*
 * Takes the restClientConfig out of an answer to connect, if there is one.
 * What WCS would not understand, or not do, is noted: lines for a person.
 */
void rest_policy_read(struct rest_policy *, const struct json_members *answer,
		      struct buffer *notes);
void rest_policy_free(struct rest_policy *);

/* That of a hook, by WCS's spelling; never NULL. */
const struct rest_rule *rest_policy_rule(const struct rest_policy *,
					 const char *hook);

/* "NOTIFY", "OVERWRITE", "DISABLE" */
const char *rest_policy_mode_name(enum rest_policy_mode);

/* Is the name in such a list?  The case of letters counts. */
bool rest_policy_lists(const char *list, const char *name);

/* nodeId, appKey, sessionId: no answer changes them. */
bool rest_policy_is_context(const char *name);

#endif
