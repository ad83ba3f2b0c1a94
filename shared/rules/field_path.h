/*
 * field_path - a FIELD of a rule: the path of a member of the body, such as
 * callee or custom.token.
 *
 * A path cannot name a member whose name contains a dot.
 */
#ifndef ECHOAPP_FIELD_PATH_H
#define ECHOAPP_FIELD_PATH_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"

struct field_path {
	char *text;   /* "custom.token" */
	char **names; /* "custom", "token" */
	size_t depth;
};

/*
 * Parses a copy of the text.  Returns NULL, or what is wrong with the text, as
 * the end of a sentence; then there is nothing to free.
 */
const char *field_path_parse(struct field_path *, const char *text);
void field_path_free(struct field_path *);

/*
 * The member's value in the body, or NULL.  The last member of a name counts.
 */
const struct json_token *field_path_find(const struct json_scan *,
					 const struct field_path *);

/* Appends the path as rules.conf spells it. */
void field_path_print(const struct field_path *, struct buffer *);

#endif
