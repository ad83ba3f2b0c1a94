/*
 * token - what stands in a text that scan has read.
 *
 * In an object a name is followed by its value; `next` leads from a name to
 * its value, and from a value past all that is in it.  So the members of an
 * object are walked like this:
 *
 *	const struct json_token *name = json_token_first(object), *value;
 *	for (; name < json_token_end(s, object); name = json_token_next(s,
 *value)) value = json_token_next(s, name);
 */
#ifndef ECHOAPP_TOKEN_H
#define ECHOAPP_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "json_scan.h"

/* The outermost object. */
static inline const struct json_token *
json_token_root(const struct json_scan *s)
{
	return s->tokens;
}

static inline const struct json_token *
json_token_next(const struct json_scan *s, const struct json_token *t)
{
	return s->tokens + t->next;
}

/* The first token inside a container; json_token_end() when it is empty. */
static inline const struct json_token *
json_token_first(const struct json_token *t)
{
	return t + 1;
}

static inline const struct json_token *
json_token_end(const struct json_scan *s, const struct json_token *t)
{
	return s->tokens + t->next;
}

/* The bytes between a string's quotes, escapes as they stand. */
static inline const char *
json_token_raw(const struct json_scan *s, const struct json_token *string,
	       size_t *len)
{
	*len = string->end - string->start - 2;
	return s->text + string->start + 1;
}

/* The value of the last member of that name, or NULL. */
const struct json_token *json_token_member(const struct json_scan *,
					   const struct json_token *object,
					   const char *name);

/* Does the string say exactly these bytes, escapes resolved? */
bool json_token_equals(const struct json_scan *,
		       const struct json_token *string, const char *bytes,
		       size_t len);

/*
 * Appends what the string says, as UTF-8; half a surrogate pair becomes
 * U+FFFD.  It may hold NUL bytes.
 */
void json_token_decode(const struct json_scan *,
		       const struct json_token *string, struct buffer *);

/* The kind's name in a sentence: "a string". */
const char *json_token_kind_name(unsigned kind);

#endif
