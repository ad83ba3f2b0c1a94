/*
 * json_token - the names and values of a text that json_scan() read.
 *
 * In an object, the token of a name is followed by that of its value.  `next`
 * leads from a name to its value, and from a value past its content.  So the
 * members of an object are walked like this:
 *
 *	const struct json_token *end = json_token_end(s, object);
 *	const struct json_token *name = json_token_first(object), *value;
 *
 *	for (; name < end; name = json_token_next(s, value))
 *		value = json_token_next(s, name);
 */
#ifndef ECHOAPP_JSON_TOKEN_H
#define ECHOAPP_JSON_TOKEN_H

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

/* The first token inside a container; json_token_end() if it is empty. */
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

/* The bytes between a string's quotes, with escapes as they are written. */
static inline const char *
json_token_raw(const struct json_scan *s, const struct json_token *string,
	       size_t *len)
{
	*len = string->end - string->start - 2;
	return s->text + string->start + 1;
}

/* The value of the last member with that name, or NULL. */
const struct json_token *json_token_member(const struct json_scan *,
					   const struct json_token *object,
					   const char *name);

/* Are these exactly the bytes of the string, with escapes decoded? */
bool json_token_equals(const struct json_scan *,
		       const struct json_token *string, const char *bytes,
		       size_t len);

/*
 * Appends the string with its escapes decoded, as UTF-8.  Half a surrogate pair
 * becomes U+FFFD.  The result may have NUL bytes.
 */
void json_token_decode(const struct json_scan *,
		       const struct json_token *string, struct buffer *);

/* The kind with its article: "a string". */
const char *json_token_kind_name(unsigned kind);

#endif
