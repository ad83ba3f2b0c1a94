/* utf8: each code point, and each byte sequence that is not one. */

#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "support/harness.h"

static size_t
length_of(const char *bytes, size_t len)
{
	return utf8_length((const unsigned char *)bytes, len);
}

/* What utf8_add() writes is one sequence, and as short as it can be. */
TEST(writes_every_code_point_and_reads_it_again)
{
	struct buffer b = { 0 };
	unsigned code;

	for (code = 0; code <= 0x10ffff; code++) {
		size_t want = code < 0x80      ? 1
			      : code < 0x800   ? 2
			      : code < 0x10000 ? 3
					       : 4;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		b.len = 0;
		utf8_add(&b, code);
		/* An assertion each would take seconds. */
		if (b.len != want || length_of(b.at, b.len) != want)
			ck_abort_msg("U+%04X", code);
		if (want > 1 && length_of(b.at, b.len - 1) != 0)
			ck_abort_msg("U+%04X cut off", code);
	}
	buffer_free(&b);
}

TEST(writes_the_bytes_that_the_standard_names)
{
	static const struct {
		unsigned code;
		const char *bytes;
	} rows[] = {
		{ 0x24, "$" },
		{ 0xa3, "\xc2\xa3" },
		{ 0x939, "\xe0\xa4\xb9" },
		{ 0x20ac, "\xe2\x82\xac" },
		{ 0xfffd, "\xef\xbf\xbd" },
		{ 0x10348, "\xf0\x90\x8d\x88" },
		{ 0x10ffff, "\xf4\x8f\xbf\xbf" },
	};
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		struct buffer b = { 0 };

		utf8_add(&b, rows[i].code);
		ck_assert_uint_eq(b.len, strlen(rows[i].bytes));
		ck_assert_mem_eq(b.at, rows[i].bytes, b.len);
		buffer_free(&b);
	}
}

/* The code point of a sequence of that length, made without the library. */
static unsigned
code_of(const unsigned char *at, size_t len)
{
	unsigned code = len == 1 ? at[0] : at[0] & (0x7fu >> len);
	size_t i;

	for (i = 1; i < len; i++)
		code = code << 6 | (at[i] & 0x3f);
	return code;
}

static int
is_continued(const unsigned char *at, size_t len)
{
	size_t i;

	for (i = 1; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return 1;
}

/* RFC 3629, in another form than in utf8.c. */
static size_t
expected_length(const unsigned char *at)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned code;
	size_t len;

	if (at[0] < 0x80)
		return 1;
	len = (at[0] & 0xe0) == 0xc0   ? 2
	      : (at[0] & 0xf0) == 0xe0 ? 3
	      : (at[0] & 0xf8) == 0xf0 ? 4
				       : 0;
	if (!len || !is_continued(at, len))
		return 0;
	code = code_of(at, len);
	if (code < least[len] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return len;
}

/* All pairs of bytes, followed by bytes of each class. */
TEST(knows_every_sequence_that_is_not_well_formed)
{
	static const unsigned char ends[] = { 0,    0x7f, 0x80, 0x8f, 0x90,
					      0x9f, 0xa0, 0xbf, 0xc0, 0xff };
	unsigned char at[4];
	unsigned pair, i, j;

	for (pair = 0; pair < 0x10000; pair++)
		for (i = 0; i < sizeof ends; i++)
			for (j = 0; j < sizeof ends; j++) {
				at[0] = (unsigned char)(pair >> 8);
				at[1] = (unsigned char)pair;
				at[2] = ends[i];
				at[3] = ends[j];
				if (utf8_length(at, 4) == expected_length(at))
					continue;
				ck_abort_msg("%02x %02x %02x %02x", at[0],
					     at[1], at[2], at[3]);
			}
}

TEST(does_not_read_past_the_end)
{
	ck_assert_uint_eq(length_of("\xf0\x9f\x98\x80", 4), 4);
	ck_assert_uint_eq(length_of("\xf0\x9f\x98\x80", 3), 0);
	ck_assert_uint_eq(length_of("\xe2\x82\xac", 2), 0);
	ck_assert_uint_eq(length_of("\xc3\xa9", 1), 0);
	ck_assert_uint_eq(length_of("\xc3\xa9", 2), 2);
}

TEST(reads_four_hexadecimal_digits)
{
	static const struct {
		const char *digits;
		int value;
	} rows[] = {
		{ "0000", 0 },	   { "0041", 0x41 },   { "09af", 0x9af },
		{ "09AF", 0x9af }, { "FfFf", 0xffff }, { "d83D", 0xd83d },
		{ "00g0", -1 },	   { "000G", -1 },     { "-001", -1 },
		{ "+001", -1 },	   { " 001", -1 },     { "0x41", -1 },
		{ "00\"}", -1 },   { "/000", -1 },     { ":000", -1 },
		{ "@000", -1 },	   { "`000", -1 },     { "000\x11", -1 },
		{ "000\xc1", -1 },
	};
	size_t i;

	for (i = 0; i < ROWS(rows); i++)
		ck_assert_msg(
		    utf8_parse_hex4((const unsigned char *)rows[i].digits) ==
			rows[i].value,
		    "%s", rows[i].digits);
}
