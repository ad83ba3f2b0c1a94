/* text_width - how many columns of a terminal a text takes. */

#include "text_width.h"

#include <stdbool.h>
#include <stdint.h>

struct range {
	uint32_t first, last;
};

static const struct range no_columns[] = {
	{ 0x300, 0x36f },   { 0x483, 0x489 },	{ 0x591, 0x5bd },
	{ 0x610, 0x61a },   { 0x64b, 0x65f },	{ 0x93c, 0x93c },
	{ 0x94d, 0x94d },   { 0xe31, 0xe31 },	{ 0xe34, 0xe3a },
	{ 0xe47, 0xe4e },   { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static const struct range two_columns[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },
	{ 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool
is_in(uint32_t code, const struct range *ranges, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static size_t
columns_of(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (is_in(code, no_columns, sizeof no_columns / sizeof *no_columns))
		return 0;
	return is_in(code, two_columns,
		     sizeof two_columns / sizeof *two_columns)
		   ? 2
		   : 1;
}

/* Reads a character; returns its length in bytes. */
static size_t
read_character(const char *text, size_t len, uint32_t *code)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t n = 1;

	*code = at[0];
	if (at[0] >= 0xc0)
		*code &= at[0] < 0xe0 ? 0x1f : at[0] < 0xf0 ? 0xf : 7;
	for (; n < len && (at[n] & 0xc0) == 0x80; n++)
		*code = *code << 6 | (at[n] & 0x3f);
	return n;
}

size_t
text_width(const char *text, size_t len)
{
	size_t columns = 0, at;
	uint32_t code;

	for (at = 0; at < len;) {
		at += read_character(text + at, len - at, &code);
		columns += columns_of(code);
	}
	return columns;
}

size_t
text_width_fit(const char *text, size_t len, size_t columns)
{
	size_t at, n, used = 0;
	uint32_t code;

	for (at = 0; at < len; at += n) {
		n = read_character(text + at, len - at, &code);
		used += columns_of(code);
		if (used > columns)
			break;
	}
	return at;
}
