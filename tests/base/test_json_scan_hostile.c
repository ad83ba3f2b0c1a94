/* json_scan under attack: deep, long, cut off, flipped, and not UTF-8. */

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"
#include "support/scan_copy.h"

static void
add_many(struct buffer *b, const char *text, size_t times)
{
	while (times--)
		buffer_str(b, text);
}

/* {"a":{"a":…{}…}}, or {"a":[[…]]}; the outermost object counts. */
static struct buffer
nested(const char *open, const char *close, size_t depth)
{
	struct buffer b = { 0 };

	buffer_str(&b, "{\"a\":");
	add_many(&b, open, depth - 2);
	add_many(&b, close[0] == ']' ? "[]" : "{}", 1);
	add_many(&b, close, depth - 2);
	buffer_str(&b, "}");
	return b;
}

static const struct {
	const char *open;
	const char *close;
} nests[] = {
	{ "[", "]" },
	{ "{\"a\":", "}" },
};

TEST_LOOP(reads_64_levels_and_no_more, ROWS(nests))
{
	const char *open = nests[_i].open, *close = nests[_i].close;
	struct buffer good = nested(open, close, 64);
	struct buffer bad = nested(open, close, 65);
	struct json_scan s = { 0 };

	ck_assert_int_eq(scan_copy(&s, good.at, good.len), 0);
	ck_assert_int_eq(scan_copy(&s, bad.at, bad.len), -1);
	ck_assert_str_eq(s.error, "the text is nested deeper than 64 levels");
	/* At the first bracket that is too deep. */
	ck_assert_uint_eq(s.error_at, 5 + 63 * strlen(open));
	buffer_free(&good);
	buffer_free(&bad);
	json_scan_free(&s);
}

TEST_LOOP(refuses_10000_levels_without_harm, ROWS(nests))
{
	struct buffer b = nested(nests[_i].open, nests[_i].close, 10000);
	struct json_scan s = { 0 };

	ck_assert_int_eq(scan_copy(&s, b.at, b.len), -1);
	ck_assert_uint_le(s.count, 130);
	buffer_free(&b);
	json_scan_free(&s);
}

TEST(is_not_fooled_by_what_closes_in_between)
{
	struct buffer b = { 0 };
	struct json_scan s = { 0 };

	buffer_str(&b, "{\"a\":[");
	add_many(&b, "[{}],", 1000);
	buffer_str(&b, "[]]}");
	ck_assert_int_eq(scan_copy(&s, b.at, b.len), 0);
	ck_assert_uint_eq(s.count, 3 + 2 * 1000 + 1);
	buffer_free(&b);
	json_scan_free(&s);
}

TEST(keeps_a_number_of_400_digits)
{
	struct buffer b = { 0 };
	struct json_scan s = { 0 };

	buffer_str(&b, "{\"a\":-");
	add_many(&b, "7", 400);
	buffer_str(&b, ".");
	add_many(&b, "7", 400);
	buffer_str(&b, "e");
	add_many(&b, "7", 400);
	buffer_str(&b, "}");
	ck_assert_int_eq(scan_copy(&s, b.at, b.len), 0);
	ck_assert_uint_eq(s.tokens[2].kind, JSON_NUMBER);
	ck_assert_uint_eq(s.tokens[2].end - s.tokens[2].start, 1203);
	buffer_free(&b);
	json_scan_free(&s);
}

TEST(reads_names_of_any_length)
{
	size_t lengths[] = { 0, 1, 7, 8, 9, 63, 64, 8190, 65536, 1 << 20 };
	struct json_scan s = { 0 };
	size_t i;

	for (i = 0; i < ROWS(lengths); i++) {
		struct buffer b = { 0 };

		buffer_str(&b, "{\"");
		add_many(&b, "k", lengths[i]);
		buffer_str(&b, "\":0}");
		ck_assert_int_eq(scan_copy(&s, b.at, b.len), 0);
		ck_assert_uint_eq(s.tokens[1].end - s.tokens[1].start,
				  lengths[i] + 2);
		buffer_free(&b);
	}
	json_scan_free(&s);
}

TEST(gives_back_the_memory_of_a_large_text)
{
	struct buffer b = { 0 };
	struct json_scan s = { 0 };

	buffer_str(&b, "{\"a\":[0");
	add_many(&b, ",0", 100000);
	buffer_str(&b, "]}");
	ck_assert_int_eq(json_scan(&s, b.at, b.len), 0);
	ck_assert_uint_eq(s.count, 3 + 100001);
	json_scan_trim(&s, s.cap);
	ck_assert_ptr_nonnull(s.tokens);
	json_scan_trim(&s, 4096);
	ck_assert_ptr_null(s.tokens);
	ck_assert_int_eq(json_scan(&s, "{}", 2), 0);
	json_scan_trim(&s, 4096);
	ck_assert_ptr_nonnull(s.tokens);
	buffer_free(&b);
	json_scan_free(&s);
}

static const char everything[] =
    "{ \"a\" : -12.5e+3 ,\n\"\\u00e9\\n\":[true,false,null,{},[ ]],"
    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\":\"\\ud83d\\ude00\\ud800\","
    "\"nested\":{\"b\":[{\"c\":\"0123456789abcdef\\\\\"}]},\"z\":0}";

TEST(refuses_a_text_cut_off_anywhere)
{
	struct json_scan s = { 0 };
	size_t len;

	for (len = 0; len < sizeof everything - 1; len++) {
		ck_assert_msg(scan_copy(&s, everything, len) == -1,
			      "cut to %zu bytes", len);
		ck_assert_uint_le(s.error_at, len);
		ck_assert_ptr_nonnull(s.error);
	}
	ck_assert_int_eq(scan_copy(&s, everything, len), 0);
	json_scan_free(&s);
}

/* Each token is inside the text, and inside its container. */
static void
is_sound(const struct json_scan *s, size_t len)
{
	size_t i;

	ck_assert_uint_eq(s->tokens[0].next, s->count);
	for (i = 0; i < s->count; i++) {
		ck_assert_uint_lt(s->tokens[i].start, s->tokens[i].end);
		ck_assert_uint_le(s->tokens[i].end, len);
		ck_assert_uint_gt(s->tokens[i].next, i);
		ck_assert_uint_le(s->tokens[i].next, s->count);
		if (i)
			ck_assert_uint_gt(s->tokens[i].start,
					  s->tokens[i - 1].start);
	}
}

TEST(survives_any_flipped_bytes)
{
	uint64_t r = 20261123;
	struct json_scan s = { 0 };
	char text[sizeof everything - 1];
	int i, flips, taken = 0;

	for (i = 0; i < 20000; i++) {
		memcpy(text, everything, sizeof text);
		for (flips = (int)(next_random(&r) % 3); flips >= 0; flips--)
			text[next_random(&r) % sizeof text] ^=
			    (char)(1u << next_random(&r) % 8);
		if (scan_copy(&s, text, sizeof text)) {
			ck_assert_uint_le(s.error_at, sizeof text);
		} else {
			taken++;
			is_sound(&s, sizeof text);
		}
	}
	/* Both outcomes were frequent. */
	ck_assert_int_gt(taken, 200);
	ck_assert_int_lt(taken, 19800);
	json_scan_free(&s);
}

static const char *const not_utf8[] = {
	"\x80",
	"\xbf", /* a continuation alone */
	"\xc0\x80",
	"\xc1\xbf", /* overlong, two bytes */
	"\xe0\x80\x80",
	"\xe0\x9f\xbf", /* three */
	"\xf0\x80\x80\x80",
	"\xf0\x8f\xbf\xbf", /* four */
	"\xed\xa0\x80",
	"\xed\xbf\xbf",		    /* surrogates */
	"\xed\xa0\x80\xed\xb0\x80", /* a pair of them, CESU-8 */
	"\xf4\x90\x80\x80",	    /* above U+10FFFF */
	"\xf5\x80\x80\x80",
	"\xf7\xbf\xbf\xbf",
	"\xf8\x88\x80\x80\x80",
	"\xfc\x84\x80\x80",
	"\xfe",
	"\xff",
	"\xc3",
	"\xe2\x82",
	"\xf0\x9f\x98", /* cut off */
	"\xc3(",
	"\xe2(\xa1",
	"\xe2\x82(",
	"\xf0(\x8c\xbc",
	"\xf0\x90(\xbc",
	"\xf0\x90\x8c(",
	"\xc3\xc3\xa9",
	"\xe2\x82\xc3\xa9",
};

/* At each offset in the 16 bytes that json_scan() reads at once. */
TEST_LOOP(refuses_what_is_not_utf8_and_says_where, ROWS(not_utf8))
{
	struct json_scan s = { 0 };
	char text[64];
	int pad;

	for (pad = 0; pad < 17; pad++) {
		int n = snprintf(text, sizeof text, "{\"a\":\"%.*s%s\"}", pad,
				 "0123456789abcdef0", not_utf8[_i]);

		ck_assert_int_eq(scan_copy(&s, text, (size_t)n), -1);
		ck_assert_str_eq(s.error, "this is not UTF-8");
		ck_assert_uint_eq(s.error_at, 6 + pad);
		n = snprintf(text, sizeof text, "{\"%.*s%s\":1}", pad,
			     "0123456789abcdef0", not_utf8[_i]);
		ck_assert_int_eq(scan_copy(&s, text, (size_t)n), -1);
		ck_assert_uint_eq(s.error_at, 2 + pad);
	}
	json_scan_free(&s);
}

TEST(starts_afresh_with_every_text)
{
	struct json_scan s = { 0 };

	ck_assert_int_eq(json_scan(&s, everything, sizeof everything - 1), 0);
	ck_assert_int_eq(json_scan(&s, "{\"a\" x", 6), -1);
	ck_assert_int_eq(json_scan(&s, "{}", 2), 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert_ptr_null(s.error);
	ck_assert_uint_eq(s.error_at, 0);
	json_scan_free(&s);
}
