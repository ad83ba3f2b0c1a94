/* Single JSON values as text, against json-c. */

#include "wcs/json_value.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "wcs/json_object.h"

TEST(the_same_is_the_same_however_it_is_spelled)
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
		ck_assert_msg(jsontext_same(pairs[i][0], pairs[i][1]), "%s",
			      pairs[i][0]);
}

TEST(what_differs_is_not_the_same)
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
		ck_assert_msg(!jsontext_same(pairs[i][0], pairs[i][1]), "%s",
			      pairs[i][0]);
}

/* The members of every sample body, read and written. */
TEST(an_object_is_written_as_it_was_read_but_for_white_space)
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
		char *text = read_file(source_path(samples[i]), &len);
		struct json_object *o = json_tokener_parse(text);
		const char *spaced = json_object_to_json_string_ext(
		    o,
		    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
		struct members m = { 0 };
		struct buffer out = { 0 };
		struct scan s = { 0 };

		ck_assert_int_eq(scan(&s, spaced, strlen(spaced)), 0);
		members_read(&m, &s, token_root(&s));
		members_write(&out, &m);
		buffer_add(&out, "", 1);
		text[strcspn(text, "\n")] = '\0';
		ck_assert_str_eq(out.at, text);
		members_free(&m);
		buffer_free(&out);
		scan_free(&s);
		json_object_put(o);
		free(text);
	}
}

TEST(members_change_where_they_stand)
{
	struct members m = { 0 };
	struct buffer out = { 0 };

	members_set(&m, "a", "1");
	members_set_text(&m, "b", "x\"y");
	members_set(&m, "c", "[]");
	members_set(&m, "a", "2");
	members_remove(&m, "c");
	members_remove(&m, "d");
	members_write(&out, &m);
	buffer_add(&out, "", 1);
	ck_assert_str_eq(out.at, "{\"a\":2,\"b\":\"x\\\"y\"}");
	ck_assert_str_eq(members_get(&m, "a"), "2");
	ck_assert_ptr_null(members_get(&m, "A"));
	members_free(&m);
	buffer_free(&out);
}
