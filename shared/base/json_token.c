/* json_token - the names and values of a text that json_scan() read. */

#include "json_token.h"

#include <string.h>

#include "utf8.h"

bool
json_token_equals(const struct json_scan *s, const struct json_token *string,
		  const char *bytes, size_t len)
{
	size_t n;
	const char *raw = json_token_raw(s, string, &n);
	struct buffer decoded = { 0 };
	bool same;

	if (!string->escaped)
		return n == len && memcmp(raw, bytes, len) == 0;
	/* The longest escape of one byte has six: a \u00XX. */
	if (n < len || n > len * 6)
		return false;
	json_token_decode(s, string, &decoded);
	same = decoded.len == len &&
	       (len == 0 || memcmp(decoded.at, bytes, len) == 0);
	buffer_free(&decoded);
	return same;
}

const struct json_token *
json_token_member(const struct json_scan *s, const struct json_token *object,
		  const char *name)
{
	const struct json_token *at = json_token_first(object), *value,
				*found = NULL;
	const struct json_token *end = json_token_end(s, object);
	size_t len = strlen(name);

	for (; at < end; at = json_token_next(s, value)) {
		value = json_token_next(s, at);
		/* Most names differ in length or in the first byte. */
		if (!at->escaped &&
		    (at->end - at->start != len + 2 ||
		     s->text[at->start + 1] != (len ? name[0] : '"')))
			continue;
		if (json_token_equals(s, at, name, len))
			found = value;
	}
	return found;
}

/* Decodes an escape from its `u` on; returns the position after it. */
static const char *
decode_unicode(const char *at, const char *end, struct buffer *out)
{
	unsigned unit =
	    (unsigned)utf8_parse_hex4((const unsigned char *)at + 1);

	at += 5;
	if (unit >= 0xd800 && unit <= 0xdfff) {
		int low = -1;

		if (unit <= 0xdbff && end - at >= 6 && at[0] == '\\' &&
		    at[1] == 'u')
			low = utf8_parse_hex4((const unsigned char *)at + 2);
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
json_token_decode(const struct json_scan *s, const struct json_token *string,
		  struct buffer *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	size_t len;
	const char *at = json_token_raw(s, string, &len), *end = at + len;

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
json_token_kind_name(unsigned kind)
{
	switch (kind) {
	case JSON_STRING:
		return "a string";
	case JSON_NUMBER:
		return "a number";
	case JSON_BOOLEAN:
		return "a boolean";
	case JSON_NULL:
		return "null";
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	default:
		return "another kind";
	}
}
