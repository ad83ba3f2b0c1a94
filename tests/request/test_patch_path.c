/* patch_path: a nested member of the response changes, and no other byte. */

#include "request/patch_path.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"
#include "support/log_capture.h"
#include "support/post.h"

/* The changes that the handler makes, in order. */
static struct wish {
	const char *field;
	const char *json;
} wishes[8];
static size_t count;

static enum http_status
rewrite(struct exchange *x)
{
	struct field_path m;
	size_t i;

	for (i = 0; i < count; i++) {
		ck_assert_ptr_null(field_path_parse(&m, wishes[i].field));
		patch_path(x, &m, wishes[i].json);
		field_path_free(&m);
	}
	return STEP_OK;
}

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.rewrite = rewrite,
};

static void
start_afresh(void)
{
	log_capture_start();
	post_configure("log = server\n");
	count = 0;
}

static void
wish(const char *field, const char *json)
{
	wishes[count++] = (struct wish){ field, json };
}

static void
becomes(const char *body, const char *want)
{
	struct response r = post_text(body);

	ck_assert_int_eq(r.status, 200);
	ck_assert_str_eq(r.body, want);
	ck_assert_uint_eq(r.len, strlen(want));
}

static const struct {
	const char *field;
	const char *body;
	const char *want;
} changes[] = {
	/* at the top level */
	{ "a", "{\"a\":1}", "{\"a\":9}" },
	{ "a", "{}", "{\"a\":9}" },
	/* an existing nested member */
	{ "a.b", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":9}}" },
	{ "a.b.c", "{\"a\":{\"b\":{\"c\":[1]}}}", "{\"a\":{\"b\":{\"c\":9}}}" },
	{ "a.b", "{\"b\":1,\"a\":{\"a\":2,\"b\":3,\"c\":4},\"c\":5}",
	  "{\"b\":1,\"a\":{\"a\":2,\"b\":9,\"c\":4},\"c\":5}" },
	/* a missing or non-object parent */
	{ "a.b", "{}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"c\":1}", "{\"c\":1,\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":{}}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":{\"c\":1}}", "{\"a\":{\"c\":1,\"b\":9}}" },
	{ "a.b.c", "{\"a\":{\"d\":1}}", "{\"a\":{\"d\":1,\"b\":{\"c\":9}}}" },
	{ "a.b", "{\"a\":1}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":null}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":\"{}\"}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":[{\"b\":1}]}", "{\"a\":{\"b\":9}}" },
	{ "a.b", "{\"a\":true,\"c\":2}", "{\"a\":{\"b\":9},\"c\":2}" },
	{ "a.b.c", "{\"a\":{\"b\":\"b\"}}", "{\"a\":{\"b\":{\"c\":9}}}" },
	{ "a.b.c.d", "{\"a\":1}", "{\"a\":{\"b\":{\"c\":{\"d\":9}}}}" },
	/* names with escapes */
	{ "a.b", "{\"\\u0061\":{\"\\u0062\":1}}",
	  "{\"\\u0061\":{\"\\u0062\":9}}" },
	{ "a.\"", "{\"a\":{\"\\\"\":1,\"\\u0022\":2}}",
	  "{\"a\":{\"\\\"\":9,\"\\u0022\":9}}" },
	{ "\xc3\xa9.x", "{\"\\u00e9\":{}}", "{\"\\u00e9\":{\"x\":9}}" },
	/* every duplicate changes, so that no reader sees the old value */
	{ "a.b", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":{\"b\":9,\"b\":9}}" },
	{ "a.b", "{\"a\":{\"b\":1,\"x\":1},\"a\":{\"b\":2,\"x\":2}}",
	  "{\"a\":{\"b\":9,\"x\":2},\"a\":{\"b\":9,\"x\":2}}" },
	{ "a.b", "{\"a\":7,\"a\":{\"b\":2}}",
	  "{\"a\":{\"b\":9},\"a\":{\"b\":9}}" },
	/* no other byte changes */
	{ "a.b",
	  " {\n\t\"a\" : { \"n\" : 1.50 , \"b\" : 1 ,\"m\":1e400 }\r\n ,"
	  "\"z\" : -0.0 } \n",
	  " {\n\t\"a\" : { \"n\" : 1.50 , \"b\" : 9 ,\"m\":1e400 }\r\n ,"
	  "\"z\" : -0.0 } \n" },
	{ "a.b", "{\"a\":{\"n\":123456789012345678901234567890,\"s\":\"\\/\"}}",
	  "{\"a\":{\"n\":123456789012345678901234567890,\"s\":\"\\/\","
	  "\"b\":9}}" },
	{ "a.b", "{\"a\":{ },\"s\":\"\\ud800\"}",
	  "{\"a\":{ \"b\":9},\"s\":\"\\ud800\"}" },
	/* only at that path */
	{ "a.b", "{\"b\":1,\"c\":{\"a\":{\"b\":1}},\"a.b\":1,\"a\":{\"b\":1}}",
	  "{\"b\":1,\"c\":{\"a\":{\"b\":1}},\"a.b\":1,\"a\":{\"b\":9}}" },
};

const struct test_setup test_setup = {
	.before = start_afresh,
};

TEST_LOOP(a_nested_member_changes_and_no_other_byte, ROWS(changes))
{
	wish(changes[_i].field, "9");
	becomes(changes[_i].body, changes[_i].want);
}

TEST(each_change_applies_to_the_result_of_the_one_before)
{
	wish("a.b", "1");
	wish("a.c", "\"2\"");
	wish("d", "{\"e\": 1.50}");
	wish("d.f", "true");
	wish("a.b", "{}");
	wish("a.b.x", "null");
	becomes("{\"a\":{\"z\":0}}",
		"{\"a\":{\"z\":0,\"b\":{\"x\":null},\"c\":\"2\"},"
		"\"d\":{\"e\": 1.50,\"f\":true}}");
}

TEST(the_outer_value_wins_when_it_is_set_last)
{
	wish("a.b", "1");
	wish("a", "2");
	becomes("{\"a\":{\"c\":3}}", "{\"a\":2}");
}

/* The depth limit of a body. */
TEST(a_path_may_be_as_deep_as_a_body)
{
	char field[2 * JSON_SCAN_DEPTH];
	struct buffer want = { 0 };
	size_t i;

	for (i = 0; i < JSON_SCAN_DEPTH; i++)
		memcpy(field + 2 * i, "a.", 2);
	field[2 * JSON_SCAN_DEPTH - 1] = '\0';
	for (i = 0; i < JSON_SCAN_DEPTH; i++)
		buffer_str(&want, "{\"a\":");
	buffer_str(&want, "1");
	for (i = 0; i < JSON_SCAN_DEPTH; i++)
		buffer_str(&want, "}");
	buffer_add(&want, "", 1);
	wish(field, "1");
	becomes("{}", want.at);
	becomes(want.at, want.at);
	buffer_free(&want);
}

static const char *const names[] = { "a", "b", "c", "d e", "\xc3\xa9", "\"" };

/* A random value that json-c prints as it reads it. */
static struct json_object *
random_value(uint64_t *r, unsigned depth)
{
	struct json_object *o;
	uint64_t n = next_random(r) % (depth ? 9 : 5), i;

	switch (n) {
	case 0:
		return NULL;
	case 1:
		return json_object_new_boolean((int)(next_random(r) & 1));
	case 2:
		return json_object_new_int64((int64_t)(next_random(r) >> 20));
	case 3:
		return json_object_new_string("\xc3\xa9 \" \\ / \n");
	case 4:
		return json_object_new_string("{\"a\":1}");
	case 5:
		o = json_object_new_array();
		for (i = next_random(r) % 3; i > 0; i--)
			json_object_array_add(o, random_value(r, depth - 1));
		return o;
	default:
		o = json_object_new_object();
		for (i = next_random(r) % 5; i > 0; i--)
			json_object_object_add(
			    o, names[next_random(r) % ROWS(names)],
			    random_value(r, depth - 1));
		return o;
	}
}

/* The same change as patch_path(), made with json-c. */
static void
set_by_json_c(struct json_object *o, char *field, struct json_object *value)
{
	char *dot = strchr(field, '.');
	struct json_object *inner;

	if (!dot) {
		json_object_object_add(o, field, value);
		return;
	}
	*dot = '\0';
	if (!json_object_object_get_ex(o, field, &inner) ||
	    !json_object_is_type(inner, json_type_object)) {
		inner = json_object_new_object();
		json_object_object_add(o, field, inner);
	}
	set_by_json_c(inner, dot + 1, value);
	*dot = '.';
}

static void
random_field(uint64_t *r, char *into)
{
	uint64_t n = 1 + next_random(r) % 4;

	into[0] = '\0';
	for (; n > 0; n--) {
		strcat(into, names[next_random(r) % ROWS(names)]);
		strcat(into, n > 1 ? "." : "");
	}
}

/* Compact or with white space; readers see no difference. */
static const int styles[] = {
	JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
	JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_PRETTY_TAB,
	JSON_C_TO_STRING_SPACED,
};

TEST_LOOP(random_changes_equal_those_made_with_json_c, 1000)
{
	uint64_t r = (uint64_t)_i * 7919 + 1;
	char fields[4][64], body[65536];
	struct json_object *o, *got;
	struct response answer;
	size_t i;

	do
		o = random_value(&r, 4);
	while (!json_object_is_type(o, json_type_object));
	snprintf(body, sizeof body, "%s",
		 json_object_to_json_string_ext(
		     o, styles[next_random(&r) % ROWS(styles)]));
	for (i = 0; i < 1 + next_random(&r) % 4; i++) {
		struct json_object *value = random_value(&r, 1);

		random_field(&r, fields[i]);
		wish(fields[i],
		     strdup(json_object_to_json_string_ext(value, styles[0])));
		set_by_json_c(o, fields[i], value);
	}
	answer = post_text(body);
	ck_assert_int_eq(answer.status, 200);
	got = json_tokener_parse(answer.body);
	ck_assert_msg(json_object_equal(got, o), "%s\nbecame %s\nnot %s", body,
		      answer.body, json_object_to_json_string(o));
	json_object_put(got);
	json_object_put(o);
}
