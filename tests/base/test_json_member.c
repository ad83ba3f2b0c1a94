/* Members of small JSON objects. */

#include <string.h>

#include "base/json_member.h"
#include "base/json_token.h"
#include "support/harness.h"

static struct json_scan s;

static const struct json_token *
object_of(const char *text)
{
	ck_assert_int_eq(json_scan(&s, text, strlen(text)), 0);
	return json_token_root(&s);
}

static const char *
text_of(const char *json)
{
	static char text[4];

	json_member_text(&s, object_of(json), "a", text, sizeof text);
	return text;
}

TEST(a_text_is_decoded_and_cut)
{
	ck_assert_str_eq(text_of("{\"b\":\"x\",\"a\":\"\\u0041b\"}"), "Ab");
	ck_assert_str_eq(text_of("{\"a\":\"12345\"}"), "123");
	ck_assert_str_eq(text_of("{\"a\":5}"), "");
	ck_assert_str_eq(text_of("{}"), "");
	json_scan_free(&s);
}

static int64_t
number_of(const char *json)
{
	return json_member_number(&s, object_of(json), "a");
}

TEST(a_number_is_an_integer_and_not_negative)
{
	ck_assert_int_eq(number_of("{\"a\":9007199254740993}"),
			 INT64_C(9007199254740993));
	ck_assert_int_eq(number_of("{\"a\":-3}"), 0);
	ck_assert_int_eq(number_of("{\"a\":\"3\"}"), 0);
	ck_assert_int_eq(number_of("{}"), 0);
	json_scan_free(&s);
}

static timestamp
time_of(const char *json)
{
	return json_member_time(&s, object_of(json), "a");
}

TEST(a_time_is_one_of_the_journal)
{
	ck_assert_int_eq(time_of("{\"a\":\"1970-01-01T00:00:01.500000Z\"}"),
			 1500000);
	ck_assert_int_eq(time_of("{\"a\":\"yesterday\"}"), TIMESTAMP_NONE);
	ck_assert_int_eq(time_of("{\"a\":7}"), TIMESTAMP_NONE);
	ck_assert_int_eq(time_of("{}"), TIMESTAMP_NONE);
	json_scan_free(&s);
}
