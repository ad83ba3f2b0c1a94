/* escape - text from the network in a form that is safe for a terminal. */

#include "escape.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static unsigned
code_of(const unsigned char *at, size_t n)
{
	static const unsigned char first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned code = at[0] & first[n];
	size_t i;

	for (i = 1; i < n; i++)
		code = code << 6 | (at[i] & 0x3f);
	return code;
}

/* Controls the cursor or the direction of writing, or is invisible. */
static bool
is_unsafe(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad ||
	       code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) ||
	       (code >= 0xe0000 && code <= 0xe0fff);
}

/* How many bytes at the beginning are printable ASCII; mostly all. */
static size_t
plain_length(const unsigned char *at, size_t len)
{
	size_t n = 0;

	while (n < len && at[n] >= 0x20 && at[n] < 0x7f)
		n++;
	return n;
}

void
escape_add(struct buffer *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t left = strlen(text), n;

	for (; left > 0; at += n, left -= n) {
		unsigned code;

		n = plain_length(at, left);
		if (n > 0) {
			buffer_add(out, at, n);
			continue;
		}
		n = utf8_length(at, left);
		if (n == 0) {
			n = 1;
			buffer_printf(out, "\\x%02x", at[0]);
			continue;
		}
		code = code_of(at, n);
		if (!is_unsafe(code))
			buffer_add(out, at, n);
		else if (code < 0x100)
			buffer_printf(out, "\\x%02x", code);
		else
			buffer_printf(out, "\\u%04x", code);
	}
}

void
escape_add_json(struct buffer *out, const char *json, size_t len)
{
	const unsigned char *at = (const unsigned char *)json;
	size_t n;

	for (; len > 0; at += n, len -= n) {
		unsigned code;

		n = plain_length(at, len);
		if (n > 0) {
			buffer_add(out, at, n);
			continue;
		}
		n = utf8_length(at, len);
		code = n ? code_of(at, n) : 0xfffd;
		n = n ? n : 1;
		if (code > 0xffff && is_unsafe(code))
			buffer_printf(out, "\\u%04x\\u%04x",
				      0xd800 + ((code - 0x10000) >> 10),
				      0xdc00 + ((code - 0x10000) & 0x3ff));
		else if (code == 0xfffd || is_unsafe(code))
			buffer_printf(out, "\\u%04x", code);
		else
			buffer_add(out, at, n);
	}
}
