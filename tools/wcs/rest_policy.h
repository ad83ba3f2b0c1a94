/*
 * rest_policy - the restClientConfig of an answer to connect, as WCS keeps it
 * for the session (PROTOCOL.md, restClientConfig).
 */
#ifndef ECHOAPP_REST_POLICY_H
#define ECHOAPP_REST_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json_members.h"

enum rest_policy_mode {
	REST_POLICY_NOTIFY,    /* WCS ignores the members of the answer */
	REST_POLICY_OVERWRITE, /* WCS takes the listed ones */
	REST_POLICY_DISABLE,   /* the hook is not sent */
};

struct rest_rule {
	char *hook; /* NULL: no rule was given, all is default */
	enum rest_policy_mode policy;
	bool fail; /* restOnError; false: LOG */
	/* Lists for comma_list_has(), or NULL. */
	char *rest_exclude;   /* WCS does not send it to the web server */
	char *client_exclude; /* WCS does not send it to the browser */
	char *rest_overwrite; /* WCS takes it from the answer */
};

/* A zeroed struct gives every hook the defaults. */
struct rest_policy {
	struct rest_rule *at;
	size_t count;
};

/*
 * Replaces the policy with the restClientConfig of an answer to connect, if the
 * answer has one.  Appends a line for a person to `notes` about each part that
 * WCS would not understand or not follow.
 */
void rest_policy_read(struct rest_policy *, const struct json_members *answer,
		      struct buffer *notes);
void rest_policy_free(struct rest_policy *);

/*
 * The rule of a hook, by WCS's spelling; never NULL.  Good until the policy is
 * read again or freed.
 */
const struct rest_rule *rest_policy_rule(const struct rest_policy *,
					 const char *hook);

/* "NOTIFY", "OVERWRITE", "DISABLE" */
const char *rest_policy_mode_name(enum rest_policy_mode);

/* nodeId, appKey, sessionId: no answer changes them. */
bool rest_policy_is_context(const char *name);

#endif
