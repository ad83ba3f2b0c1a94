/* token - what stands in a text that scan has read. */

#include "json_token.h"

#include <string.h>

#include "utf8.h"

bool
token_says(const struct scan *s, const struct token *string, const char *bytes,
	   size_t len)
{
	size_t n;
	const char *raw = token_inside(s, string, &n);
	struct buffer said = { 0 };
	bool same;

	if (!string->escaped)
		return n == len && memcmp(raw, bytes, len) == 0;
	/* One escape of six bytes says one byte at least. */
	if (n < len || n > len * 6)
		return false;
	token_decode(s, string, &said);
	same =
	    said.len == len && (len == 0 || memcmp(said.at, bytes, len) == 0);
	buffer_free(&said);
	return same;
}

const struct token *
token_member(const struct scan *s, const struct token *object, const char *name)
{
	const struct token *at = token_first(object), *value, *found = NULL;
	const struct token *end = token_end(s, object);
	size_t len = strlen(name);

	for (; at < end; at = token_next(s, value)) {
		value = token_next(s, at);
		/* Most names differ in their lengths or at once. */
		if (!at->escaped &&
		    (at->end - at->start != len + 2 ||
		     s->text[at->start + 1] != (len ? name[0] : '"')))
			continue;
		if (token_says(s, at, name, len))
			found = value;
	}
	return found;
}

/* At the `u` of an escape; returns past all that was used. */
static const char *
decode_unicode(const char *at, const char *end, struct buffer *out)
{
	unsigned unit = (unsigned)utf16_unit((const unsigned char *)at + 1);

	at += 5;
	if (unit >= 0xd800 && unit <= 0xdfff) {
		int low = -1;

		if (unit <= 0xdbff && end - at >= 6 && at[0] == '\\' &&
		    at[1] == 'u')
			low = utf16_unit((const unsigned char *)at + 2);
		if (low >= 0xdc00 && low <= 0xdfff) {
			unit = 0x10000 + ((unit - 0xd800) << 10) +
			       ((unsigned)low - 0xdc00);
			at += 6;
		} else {
			unit = 0xfffd;
		}
	}
	utf8_add(out, unit);
	return at;
}

void
token_decode(const struct scan *s, const struct token *string,
	     struct buffer *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	size_t len;
	const char *at = token_inside(s, string, &len), *end = at + len;

	while (at < end) {
		const char *slash = memchr(at, '\\', (size_t)(end - at));
		const char *named;

		if (!slash) {
			buffer_add(out, at, (size_t)(end - at));
			return;
		}
		buffer_add(out, at, (size_t)(slash - at));
		at = slash + 1;
		if (*at == 'u') {
			at = decode_unicode(at, end, out);
			continue;
		}
		named = strchr(from, *at);
		buffer_add(out, named ? to + (named - from) : at, 1);
		at++;
	}
}

const char *
kind_name(unsigned kind)
{
	switch (kind) {
	case STRING:
		return "a string";
	case NUMBER:
		return "a number";
	case BOOLEAN:
		return "a boolean";
	case NOTHING:
		return "null";
	case OBJECT:
		return "an object";
	case ARRAY:
		return "an array";
	default:
		return "another kind";
	}
}
