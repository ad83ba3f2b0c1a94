/* json_value and json_members, compared with json-c. */

#include "wcs/json_value.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "wcs/json_members.h"

TEST(equal_values_are_equal_in_any_spelling)
{
	static const char *const pairs[][2] = {
		{ "\"a/b\"", "\"a\\/b\"" },
		{ "\"\xc3\xa9\"", "\"\\u00e9\"" },
		{ "{\"a\":1,\"b\":[true,null]}",
		  "{ \"b\" : [ true , null ] , \"\\u0061\" : 1 }" },
		{ "[]", "[ ]" },
		{ "12345678901234567890.10", "12345678901234567890.10" },
	};
	size_t i;

	for (i = 0; i < ROWS(pairs); i++)
		ck_assert_msg(json_value_equal(pairs[i][0], pairs[i][1]), "%s",
			      pairs[i][0]);
}

TEST(different_values_are_not_equal)
{
	static const char *const pairs[][2] = {
		{ "1", "\"1\"" },
		{ "12345678901234567890", "12345678901234567891" },
		{ "null", "false" },
		{ "\"\"", "null" },
		{ "{\"a\":1}", "{\"a\":1,\"b\":1}" },
		{ "{\"a\":1,\"b\":1}", "{\"a\":1}" },
		{ "{\"a\":1}", "{\"b\":1}" },
		{ "[1,2]", "[2,1]" },
		{ "[1]", "[1,2]" },
		{ "\"a\"", "\"A\"" },
	};
	size_t i;

	for (i = 0; i < ROWS(pairs); i++)
		ck_assert_msg(!json_value_equal(pairs[i][0], pairs[i][1]), "%s",
			      pairs[i][0]);
}

/* The members of every sample body, read and written. */
TEST(an_object_is_written_as_it_was_read_without_white_space)
{
	static const char *const samples[] = {
		"tests/data/connect.json",
		"tests/data/call.json",
		"tests/data/echo.json",
		"tests/data/onDataEvent.json",
	};
	size_t i;

	for (i = 0; i < ROWS(samples); i++) {
		size_t len;
		char *text = harness_read_file(source_path(samples[i]), &len);
		struct json_object *o = json_tokener_parse(text);
		const char *spaced = json_object_to_json_string_ext(
		    o,
		    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
		struct json_members m = { 0 };
		struct buffer out = { 0 };
		struct json_scan s = { 0 };

		ck_assert_int_eq(json_scan(&s, spaced, strlen(spaced)), 0);
		json_members_read(&m, &s, json_token_root(&s));
		json_members_write(&out, &m);
		buffer_add(&out, "", 1);
		text[strcspn(text, "\n")] = '\0';
		ck_assert_str_eq(out.at, text);
		json_members_free(&m);
		buffer_free(&out);
		json_scan_free(&s);
		json_object_put(o);
		free(text);
	}
}

TEST(members_change_in_place)
{
	struct json_members m = { 0 };
	struct buffer out = { 0 };

	json_members_set(&m, "a", "1");
	json_members_set_text(&m, "b", "x\"y");
	json_members_set(&m, "c", "[]");
	json_members_set(&m, "a", "2");
	json_members_remove(&m, "c");
	json_members_remove(&m, "d");
	json_members_write(&out, &m);
	buffer_add(&out, "", 1);
	ck_assert_str_eq(out.at, "{\"a\":2,\"b\":\"x\\\"y\"}");
	ck_assert_str_eq(json_members_get(&m, "a"), "2");
	ck_assert_ptr_null(json_members_get(&m, "A"));
	json_members_free(&m);
	buffer_free(&out);
}
