/* json_token: members are found by name, and strings decoded. */

#include "base/json_token.h"

#include <string.h>

#include "support/harness.h"

static struct json_scan s;

static const struct json_token *
root_of(const char *text)
{
	ck_assert_msg(json_scan(&s, text, strlen(text)) == 0, "%s: %s", text,
		      s.error);
	return json_token_root(&s);
}

/* The value's text as it is written, or NULL; good until the next call. */
static const char *
member(const char *text, const char *name)
{
	static char value[128];
	const struct json_token *v = json_token_member(&s, root_of(text), name);

	if (!v)
		return NULL;
	ck_assert_uint_lt(v->end - v->start, sizeof value);
	memcpy(value, text + v->start, v->end - v->start);
	value[v->end - v->start] = '\0';
	return value;
}

TEST(finds_a_member_by_its_name)
{
	static const char text[] =
	    "{\"a\":1,\"bb\":[2,{\"x\":3}],\"\":\"e\",\"c\":{\"y\":4}}";

	ck_assert_str_eq(member(text, "a"), "1");
	ck_assert_str_eq(member(text, "bb"), "[2,{\"x\":3}]");
	ck_assert_str_eq(member(text, ""), "\"e\"");
	ck_assert_str_eq(member(text, "c"), "{\"y\":4}");
}

TEST(finds_no_nested_member_and_no_value)
{
	static const char text[] =
	    "{\"a\":{\"x\":1},\"b\":[{\"y\":2},\"z\"],\"c\":\"w\"}";

	ck_assert_ptr_null(member(text, "x"));
	ck_assert_ptr_null(member(text, "y"));
	ck_assert_ptr_null(member(text, "z"));
	ck_assert_ptr_null(member(text, "w"));
	ck_assert_ptr_null(member("{}", "a"));
	ck_assert_ptr_null(member("{}", ""));
}

TEST(finds_no_other_case_and_no_part)
{
	static const char text[] = "{\"callId\":1}";

	ck_assert_ptr_null(member(text, "callid"));
	ck_assert_ptr_null(member(text, "call"));
	ck_assert_ptr_null(member(text, "callIds"));
	ck_assert_ptr_null(member(text, ""));
}

TEST(takes_the_last_of_a_name)
{
	ck_assert_str_eq(member("{\"a\":1,\"b\":2,\"a\":3}", "a"), "3");
	ck_assert_str_eq(member("{\"a\":1,\"\\u0061\":[],\"b\":2}", "a"), "[]");
	ck_assert_str_eq(member("{\"\\u0061\":1,\"a\":null}", "a"), "null");
}

TEST(finds_a_name_however_it_is_spelled)
{
	ck_assert_str_eq(member("{\"c\\u0061\\u006C\\u006cId\":1}", "callId"),
			 "1");
	ck_assert_str_eq(member("{\"\\u0061\\u0062\\u0063\":1}", "abc"), "1");
	ck_assert_str_eq(member("{\"\\ud83d\\ude00\":1}", "\xf0\x9f\x98\x80"),
			 "1");
	ck_assert_str_eq(member("{\"\xc3\xa9\":1}", "\xc3\xa9"), "1");
	ck_assert_str_eq(member("{\"a\\/b\\n\":1}", "a/b\n"), "1");
	ck_assert_ptr_null(member("{\"callId\\u0000\":1}", "callId"));
	ck_assert_ptr_null(member("{\"\\u0000\":1}", ""));
}

TEST(walks_the_members_of_a_nested_object)
{
	const struct json_token *object, *name, *value;
	char names[8] = "";

	root_of("{\"o\":{\"a\":[{\"x\":1}],\"b\":{\"y\":{}},\"c\":3},\"d\":4}");
	object = json_token_member(&s, json_token_root(&s), "o");
	for (name = json_token_first(object); name < json_token_end(&s, object);
	     name = json_token_next(&s, value)) {
		size_t len;

		value = json_token_next(&s, name);
		ck_assert(name->is_name);
		ck_assert(!value->is_name);
		strncat(names, json_token_raw(&s, name, &len), 1);
		ck_assert_uint_eq(len, 1);
	}
	ck_assert_str_eq(names, "abc");
}

#define MENDED "\xef\xbf\xbd"

static const struct {
	const char *text;
	const char *says;
	size_t len;
} strings[] = {
	{ "{\"a\":\"\"}", "", 0 },
	{ "{\"a\":\"plain\"}", "plain", 5 },
	{ "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\b\f\n\r\t", 8 },
	{ "{\"a\":\"x\\ny\\nz\"}", "x\ny\nz", 5 },
	{ "{\"a\":\"\\\\n\\\\u0041\"}", "\\n\\u0041", 8 },
	{ "{\"a\":\"\\u0041\\u00e9\\u20AC\"}", "A\xc3\xa9\xe2\x82\xac", 6 },
	{ "{\"a\":\"\\u0000x\\u0000\"}", "\0x\0", 3 },
	{ "{\"a\":\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"}",
	  "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", 11 },
	{ "{\"a\":\"\\ud83d\\ude00\"}", "\xf0\x9f\x98\x80", 4 },
	{ "{\"a\":\"\\uD800\\uDC00\\uDBFF\\uDFFF\"}",
	  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 8 },
	{ "{\"a\":\"\\ud83d\"}", MENDED, 3 },
	{ "{\"a\":\"\\ude00\"}", MENDED, 3 },
	{ "{\"a\":\"\\ude00\\ud83d\"}", MENDED MENDED, 6 },
	{ "{\"a\":\"\\ud83dx\\ude00\"}", MENDED "x" MENDED, 7 },
	{ "{\"a\":\"\\ud83d\\u0041\"}", MENDED "A", 4 },
	{ "{\"a\":\"\\ud83d\\n\"}", MENDED "\n", 4 },
	{ "{\"a\":\"\\ud83d\\ud83d\\ude00\"}", MENDED "\xf0\x9f\x98\x80", 7 },
	{ "{\"a\":\"\\ud83d\\\\ude00\"}", MENDED "\\ude00", 9 },
	{ "{\"a\":\"\\ud7ff\\ue000\"}", "\xed\x9f\xbf\xee\x80\x80", 6 },
	{ "{\"a\":\"raw \xf0\x9f\x98\x80\"}", "raw \xf0\x9f\x98\x80", 8 },
};

TEST_LOOP(decodes_every_escape, ROWS(strings))
{
	const struct json_token *value =
	    json_token_member(&s, root_of(strings[_i].text), "a");
	struct buffer b = { 0 };

	buffer_str(&b, "<");
	json_token_decode(&s, value, &b);
	ck_assert_uint_eq(b.len, strings[_i].len + 1);
	ck_assert_int_eq(b.at[0], '<');
	ck_assert(memcmp(b.at + 1, strings[_i].says, strings[_i].len) == 0);
	buffer_free(&b);
}

TEST_LOOP(says_what_it_decodes_to_and_nothing_else, ROWS(strings))
{
	const struct json_token *value =
	    json_token_member(&s, root_of(strings[_i].text), "a");
	char other[32];
	size_t len = strings[_i].len, i;

	memcpy(other, strings[_i].says, len);
	other[len] = 'x';
	ck_assert(json_token_equals(&s, value, other, len));
	ck_assert(!json_token_equals(&s, value, other, len + 1));
	for (i = 0; i < len; i++)
		ck_assert(!json_token_equals(&s, value, other, i));
	for (i = 0; i < len; i++) {
		other[i] ^= 1;
		ck_assert(!json_token_equals(&s, value, other, len));
		other[i] ^= 1;
	}
}

TEST(names_every_kind)
{
	ck_assert_str_eq(json_token_kind_name(JSON_STRING), "a string");
	ck_assert_str_eq(json_token_kind_name(JSON_NUMBER), "a number");
	ck_assert_str_eq(json_token_kind_name(JSON_BOOLEAN), "a boolean");
	ck_assert_str_eq(json_token_kind_name(JSON_NULL), "null");
	ck_assert_str_eq(json_token_kind_name(JSON_OBJECT), "an object");
	ck_assert_str_eq(json_token_kind_name(JSON_ARRAY), "an array");
}
