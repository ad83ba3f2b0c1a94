/*
 * field_path - a FIELD of a rule: the path of a member of the body, such as
 * callee or custom.token, or of a fact, such as jwt.sub (facts.h).
 *
 * A path cannot name a member whose name contains a dot.
 */
#ifndef ECHOAPP_FIELD_PATH_H
#define ECHOAPP_FIELD_PATH_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "facts.h"

struct field_path {
	char *text;   /* "custom.token" */
	char **names; /* "custom", "token" */
	size_t depth;
	enum fact_source source; /* of a fact: what names[0] means */
};

/*
 * Parses a copy of the text.  Returns NULL, or what is wrong with the text, as
 * the end of a sentence; then there is nothing to free.
 */
const char *field_path_parse(struct field_path *, const char *text);
void field_path_free(struct field_path *);

/*
 * The member's value in facts->of[source], or NULL.  The last member of a name
 * counts.
 */
const struct json_token *field_path_find(const struct facts *,
					 const struct field_path *);

/* Is it unknown whether there is such a value? */
static inline bool
field_path_is_unknown(const struct facts *facts, const struct field_path *p)
{
	return facts->unknown[p->source] != NULL;
}

/* Appends the path as rules.conf spells it. */
void field_path_print(const struct field_path *, struct buffer *);

#endif
