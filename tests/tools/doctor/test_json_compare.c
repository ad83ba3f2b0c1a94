/* json_compare: equal values, and differences. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "doctor/json_compare.h"
#include "support/harness.h"

#define ROUNDS 20000

static bool
same(const char *one, const char *two)
{
	return json_compare_numbers_equal(one, strlen(one), two, strlen(two));
}

TEST(numbers_are_equal_if_their_values_are)
{
	static const char *const alike[][2] = {
		{ "1.50", "1.5" },     { "15e-1", "1.5" },
		{ "0", "-0.0e5" },     { "100", "1E+2" },
		{ "1e400", "10e399" }, { "0.001", "1e-3" },
		{ "-10.0", "-1e1" },   { "120.50", "1205e-1" },
	};
	static const char *const apart[][2] = {
		{ "1.50", "1.51" },
		{ "1", "-1" },
		{ "1", "10" },
		{ "9007199254740993", "9007199254740992" },
		{ "1e400", "1e401" },
		{ "12", "1.2" },
		{ "0", "1e-400" },
		{ "101", "11" },
	};
	size_t i;

	for (i = 0; i < ROWS(alike); i++)
		ck_assert_msg(same(alike[i][0], alike[i][1]), "%s %s",
			      alike[i][0], alike[i][1]);
	for (i = 0; i < ROWS(apart); i++)
		ck_assert_msg(!same(apart[i][0], apart[i][1]), "%s %s",
			      apart[i][0], apart[i][1]);
}

/* Decimals that a double holds exactly, so strtod() knows their order. */
TEST(strtod_agrees_about_short_numbers)
{
	uint64_t seed = 7;
	int i, alike = 0;

	for (i = 0; i < ROUNDS; i++) {
		char one[64], two[64];
		int a = (int)(next_random(&seed) % 8) - 4;
		int b = (int)(next_random(&seed) % 8) - 4;

		snprintf(one, sizeof one, "%de%d", a,
			 (int)(next_random(&seed) % 5) - 2);
		snprintf(two, sizeof two, "%d.%de%d", b,
			 (int)(next_random(&seed) % 2) * 5,
			 (int)(next_random(&seed) % 5) - 2);
		alike += same(one, two);
		ck_assert_msg(same(one, two) ==
				  (strtod(one, NULL) == strtod(two, NULL)),
			      "%s %s", one, two);
	}
	ck_assert_int_gt(alike, ROUNDS / 200);
}

static void
note(void *arg, const struct json_difference *d)
{
	static const char *const kinds[] = { "missing", "added", "retyped",
					     "rounded", "changed" };

	buffer_printf(arg, "%s %s(%s) %s|%s;", kinds[d->kind], d->path,
		      d->member, d->before, d->after);
}

static const char *
compared(const char *sent, const char *answer)
{
	static struct buffer b;
	char why[200];

	b.len = 0;
	if (json_compare(sent, strlen(sent), answer, strlen(answer), 10, note,
			 &b, why, sizeof why))
		buffer_str(&b, why);
	buffer_add(&b, "", 1);
	return b.at;
}

TEST(each_difference_is_named_with_its_position)
{
	static const struct {
		const char *sent, *answer, *says;
	} pairs[] = {
		{ "{\"a\":1,\"b\":[]}", " {\"b\" : [ ], \"\\u0061\":1.0} ",
		  "" },
		{ "{\"a\":1}", "{}", "missing a(a) 1|;" },
		{ "{}", "{\"a\":[1]}", "added a(a) |[1];" },
		{ "{\"a\":{\"b\":{}}}", "{\"a\":{\"b\":[]}}",
		  "retyped a.b(a) {}|[];" },
		{ "{\"a\":[0,{\"b\":3}]}", "{\"a\":[0,{\"b\":4}]}",
		  "rounded a[1].b(a) 3|4;" },
		{ "{\"a\":[1]}", "{\"a\":[1,2]}", "changed a(a) [1]|[1,2];" },
		{ "{\"a\":\"\\u00e9\"}", "{\"a\":\"\xc3\xa9\"}", "" },
		{ "{\"a\":\"\\u00e9\"}", "{\"a\":\"?\"}",
		  "changed a(a) \"\\u00e9\"|\"?\";" },
		{ "{\"a\":true}", "{\"a\":false}", "changed a(a) true|false;" },
		{ "{\"a\":null}", "{\"a\":\"\"}", "retyped a(a) null|\"\";" },
		{ "{\"a\":1}", "", "the response is empty" },
		{ "{\"a\":1}", "[]",
		  "the response is not one JSON object: byte 0: " },
	};
	size_t i;

	for (i = 0; i < ROWS(pairs); i++) {
		const char *says = compared(pairs[i].sent, pairs[i].answer);
		size_t len = strlen(pairs[i].says);

		ck_assert_msg(strncmp(says, pairs[i].says, len) == 0 &&
				  (len > 0 || !*says),
			      "%s: %s", pairs[i].answer, says);
	}
}

TEST(a_flood_of_differences_is_cut)
{
	struct buffer b = { 0 };
	int i;

	buffer_str(&b, "{\"0\":0");
	for (i = 1; i < 5000; i++)
		buffer_printf(&b, ",\"%d\":0", i);
	buffer_str(&b, "}");
	buffer_add(&b, "", 1);
	ck_assert_uint_eq(count_of(compared("{}", b.at), "added"), 10);
}
