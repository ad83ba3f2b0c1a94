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

struct member_path {
	char *text;   /* "custom.token" */
	char **names; /* "custom", "token" */
	size_t depth;
};

/* Returns NULL, or what is wrong with the text; then nothing is held. */
const char *member_parse(struct member_path *, const char *text);
void member_free(struct member_path *);

/* Its value, or NULL.  Of members of one name the last one counts. */
const struct token *member_find(const struct scan *,
				const struct member_path *);

/* Appends it as it is written in a rule. */
void member_print(const struct member_path *, struct buffer *);

#endif
