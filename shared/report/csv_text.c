/* csv_text - a text as a field of CSV (RFC 4180). */

#include "csv_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* GCC's vectors, which every machine has. */
typedef unsigned char sixteen __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static void
quote(struct buffer *out, const char *text, bool disarm)
{
	buffer_str(out, disarm ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			buffer_byte(out, '"');
		buffer_byte(out, *text);
	}
	buffer_byte(out, '"');
}

/* Does a spreadsheet take the text for more than a text or a number? */
static bool
is_formula(const char *text)
{
	if (!text[0] || !strchr("=+-@\t\r", text[0]))
		return false;
	return !strchr("+-", text[0]) || !text[1] ||
	       text[1 + strspn(text + 1, "0123456789")];
}

/*
 * Appends the text if it needs no quotes.  It is looked at where it was copied
 * to, because there is room behind it.
 */
static bool
add_plain(struct buffer *out, const char *text, size_t len)
{
	char *to = buffer_reserve(out, len + sizeof(sixteen));
	sixteen block, bad = { 0 };
	halves both;
	size_t at;

	memcpy(to, text, len);
	memset(to + len, '.', sizeof block);
	for (at = 0; at < len; at += sizeof block) {
		memcpy(&block, to + at, sizeof block);
		bad |=
		    (sixteen)((block == '"') | (block == ',') |
			      (block == '\r') | (block == '\n') | (block == 0));
	}
	memcpy(&both, &bad, sizeof both);
	if (both[0] | both[1])
		return false;
	out->len += len;
	return true;
}

void
csv_text_add(struct buffer *out, const char *text, size_t len,
	     enum csv_style style)
{
	bool disarm = style == CSV_FOR_SPREADSHEETS && is_formula(text);

	if (!disarm && add_plain(out, text, len))
		return;
	if (text[strcspn(text, "\",\r\n")]) {
		quote(out, text, disarm);
		return;
	}
	if (disarm)
		buffer_byte(out, '\'');
	buffer_str(out, text);
}
