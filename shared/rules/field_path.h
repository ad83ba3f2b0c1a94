/*
 * member - where in a body a FIELD of a rule is: callee, or custom.token.
 *
 * A name that holds a dot itself cannot be said.
 */
#ifndef ECHOAPP_MEMBER_H
#define ECHOAPP_MEMBER_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"

struct field_path {
	char *text;   /* "custom.token" */
	char **names; /* "custom", "token" */
	size_t depth;
};

/* Returns NULL, or what is wrong with the text; then nothing is held. */
const char *field_path_parse(struct field_path *, const char *text);
void field_path_free(struct field_path *);

/* Its value, or NULL.  Of members of one name the last one counts. */
const struct json_token *field_path_find(const struct json_scan *,
					 const struct field_path *);

/* Appends it as it is written in a rule. */
void field_path_print(const struct field_path *, struct buffer *);

#endif
