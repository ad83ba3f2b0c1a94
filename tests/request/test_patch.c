/* patch: the changed members change, and no other byte. */

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_write.h"
#include "support/harness.h"
#include "support/post.h"

/* The changes that the handler makes, in order. */
static struct wish {
	const char *name;
	const char *json; /* NULL: `text`, a string */
	const char *text;
} wishes[8];
static size_t count;

static enum http_status
rewrite(struct exchange *x)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (wishes[i].json)
			set_value(x, wishes[i].name, wishes[i].json);
		else
			set_string(x, wishes[i].name, wishes[i].text);
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
	post_quietly();
	count = 0;
}

static void
wish_value(const char *name, const char *json)
{
	wishes[count++] = (struct wish){ .name = name, .json = json };
}

static void
wish_string(const char *name, const char *text)
{
	wishes[count++] = (struct wish){ .name = name, .text = text };
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
	const char *body;
	const char *want;
} changes[] = {
	/* member a becomes "new" */
	{ "{\"a\":1}", "{\"a\":\"new\"}" },
	{ "{\"a\":\"a\"}", "{\"a\":\"new\"}" },
	{ "{\"a\":{\"a\":[1,{\"a\":2}]}}", "{\"a\":\"new\"}" },
	{ "{\"b\":1,\"a\":2,\"c\":3}", "{\"b\":1,\"a\":\"new\",\"c\":3}" },
	{ "{\"b\":\"a\",\"a\":2}", "{\"b\":\"a\",\"a\":\"new\"}" },
	{ "{\"A\":1,\"a\":2,\"aa\":3}", "{\"A\":1,\"a\":\"new\",\"aa\":3}" },
	{ " {\n\t\"a\" : 1 ,\r\n\"b\" : 2\n} \n",
	  " {\n\t\"a\" : \"new\" ,\r\n\"b\" : 2\n} \n" },
	{ "{\"\\u0061\":1}", "{\"\\u0061\":\"new\"}" },
	{ "{\"a\":1,\"b\":0,\"\\u0061\":2,\"a\":3}",
	  "{\"a\":\"new\",\"b\":0,\"\\u0061\":\"new\",\"a\":\"new\"}" },
	{ "{\"n\":123456789012345678901234567890,\"a\":1,\"m\":1.0e+0}",
	  "{\"n\":123456789012345678901234567890,\"a\":\"new\","
	  "\"m\":1.0e+0}" },
	{ "{\"s\":\"\\ud800\\/\\u0041\",\"a\":1,\"t\":\"\x7f\xc3\xa9\"}",
	  "{\"s\":\"\\ud800\\/"
	  "\\u0041\",\"a\":\"new\",\"t\":\"\x7f\xc3\xa9\"}" },
	{ "{}", "{\"a\":\"new\"}" },
	{ "{ }", "{ \"a\":\"new\"}" },
	{ "{\"b\":1}", "{\"b\":1,\"a\":\"new\"}" },
	{ "{\"b\":1 }\n", "{\"b\":1 ,\"a\":\"new\"}\n" },
	{ "{\"b\":{\"a\":1}}", "{\"b\":{\"a\":1},\"a\":\"new\"}" },
	{ "{\"b\":[{\"a\":1}]}", "{\"b\":[{\"a\":1}],\"a\":\"new\"}" },
	{ "{\"a\\u0000\":1}", "{\"a\\u0000\":1,\"a\":\"new\"}" },
};

const struct test_setup test_setup = {
	.before = start_afresh,
};

TEST_LOOP(a_member_changes_and_no_other_byte, ROWS(changes))
{
	wish_string("a", "new");
	becomes(changes[_i].body, changes[_i].want);
}

TEST(the_journal_has_the_request_without_the_changes)
{
	wish_string("a", "new");
	becomes("{\"a\":\"old\"}", "{\"a\":\"new\"}");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"body\":{\"a\":\"old\"}}"));
}

TEST(any_text_becomes_valid_json)
{
	wish_string("a", "\"\\/\n\x1b\xff\xc3\xa9");
	becomes("{\"a\":1}",
		"{\"a\":\"\\\"\\\\/\\n\\u001b\xef\xbf\xbd\xc3\xa9\"}");
}

TEST(any_new_name_becomes_valid_json)
{
	wish_value("\"a\\\n\xff", "1");
	becomes("{}", "{\"\\\"a\\\\\\n\xef\xbf\xbd\":1}");
}

static const char *const values[] = {
	"null",
	"true",
	"-0.5e+3",
	"123456789012345678901234567890.5",
	"[]",
	"{}",
	"[1, {\"b\": \"c\"}]",
	"\"\\u0041\\ud800\"",
	" 1 ",
};

TEST_LOOP(a_value_keeps_its_spelling, ROWS(values))
{
	char want[128];

	wish_value("a", values[_i]);
	snprintf(want, sizeof want, "{\"a\":%s,\"b\":2}", values[_i]);
	becomes("{\"a\":1,\"b\":2}", want);
}

static const char *const no_values[] = {
	"",    "x",	  "1,\"b\":2", "1}", "{",	   "[1,]",
	"\"a", "\"\\x\"", "tru",       "01", "{\"a\":1}}", "1 2",
};

TEST_LOOP(a_value_that_is_not_json_changes_nothing, ROWS(no_values))
{
	wish_value("a", no_values[_i]);
	becomes("{\"a\" : 1}", "{\"a\" : 1}");
	becomes("{}", "{}");
	ck_assert_uint_eq(count_of(journal_text(), "\"status\":200"), 2);
}

TEST(the_last_change_of_a_member_wins)
{
	wish_string("a", "first");
	wish_value("b", "2");
	wish_value("a", "[1]");
	wish_value("a", "not json");
	wish_string("b", "last");
	becomes("{\"b\":0,\"a\":0}", "{\"b\":\"last\",\"a\":[1]}");
	becomes("{\"a\":0}", "{\"a\":[1],\"b\":\"last\"}");
}

TEST(new_members_are_added_in_order)
{
	wish_value("z", "1");
	wish_value("a", "2");
	wish_value("m", "3");
	becomes("{}", "{\"z\":1,\"a\":2,\"m\":3}");
	becomes("{\"a\":0}", "{\"a\":2,\"z\":1,\"m\":3}");
}

TEST(changes_end_with_their_request)
{
	wish_value("a", "2");
	becomes("{\"a\":1}", "{\"a\":2}");
	count = 0;
	becomes("{\"a\":1}", "{\"a\":1}");
}

/* Builds a random object, and next to it the expected response. */

static const struct {
	const char *spelling;
	const char *says;
} names[] = {
	{ "a", "a" },
	{ "\\u0061", "a" },
	{ "b", "b" },
	{ "callId", "callId" },
	{ "call\\u0049d", "callId" },
	{ "callid", "callid" },
	{ "\xc3\xa9", "\xc3\xa9" },
	{ "\\u00E9", "\xc3\xa9" },
	{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80" },
	{ "", "" },
	{ "\\\"\\\\", "\"\\" },
};

static const char *const things[] = {
	"0",
	"-12345678901234567890123456789012345678901234567890",
	"1.000000000000000000000001e-400",
	"\"\"",
	"\"a\"",
	"\"\\\\\\\"}\"",
	"\"\\ud800 \\u0000 , ] }\"",
	"true",
	"null",
	"{}",
	"[ ]",
	"{\"a\":1, \"callId\":[{\"b\":2}]}",
	"[\"a\",\"b\",{\"\xc3\xa9\":null}]",
};

static const char *const spaces[] = { "", "", " ", "\n", "\t\r\n  " };

#define ONE_OF(table, r)                                                       \
	(table)[next_random(r) / 2048 % (sizeof(table) / sizeof *(table))]

static const struct wish *
wish_for(const char *name, bool granted[])
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(wishes[i].name, name) == 0) {
			granted[i] = true;
			return &wishes[i];
		}
	return NULL;
}

static void
add_both(struct buffer *body, struct buffer *want, const char *text)
{
	buffer_str(body, text);
	buffer_str(want, text);
}

static void
add_member(struct buffer *body, struct buffer *want, uint64_t *r,
	   bool granted[])
{
	size_t name = next_random(r) / 2048 % ROWS(names);
	const struct wish *wish = wish_for(names[name].says, granted);
	const char *value = ONE_OF(things, r);

	add_both(body, want, ONE_OF(spaces, r));
	add_both(body, want, "\"");
	add_both(body, want, names[name].spelling);
	add_both(body, want, "\"");
	add_both(body, want, ONE_OF(spaces, r));
	add_both(body, want, ":");
	add_both(body, want, ONE_OF(spaces, r));
	buffer_str(body, value);
	buffer_str(want, wish ? wish->json : value);
	add_both(body, want, ONE_OF(spaces, r));
}

static void
make_both(struct buffer *body, struct buffer *want, uint64_t *r)
{
	bool granted[8] = { false };
	size_t i, n = next_random(r) / 2048 % 7;

	body->len = want->len = 0;
	add_both(body, want, ONE_OF(spaces, r));
	add_both(body, want, "{");
	for (i = 0; i < n; i++) {
		add_both(body, want, i ? "," : "");
		add_member(body, want, r, granted);
	}
	for (i = 0; i < count; i++) {
		if (granted[i])
			continue;
		buffer_str(want, n++ ? "," : "");
		json_write_string(want, wishes[i].name, strlen(wishes[i].name));
		buffer_printf(want, ":%s", wishes[i].json);
	}
	add_both(body, want, "}");
	add_both(body, want, ONE_OF(spaces, r));
	buffer_add(want, "", 1);
}

/* json-c reads the new values from the response. */
static void
is_granted(const char *answer)
{
	struct json_object *o = json_tokener_parse(answer), *value;
	size_t i;

	ck_assert_ptr_nonnull(o);
	for (i = 0; i < count; i++) {
		struct json_object *want = json_tokener_parse(wishes[i].json);

		ck_assert(json_object_object_get_ex(o, wishes[i].name, &value));
		ck_assert(json_object_equal(value, want));
		json_object_put(want);
	}
	json_object_put(o);
}

TEST_LOOP(random_changes_apply_to_random_objects, 4)
{
	struct buffer body = { 0 }, want = { 0 };
	uint64_t r = 1000 + (uint64_t)_i;
	int i;

	for (i = 0; i < 1000; i++) {
		struct response got;

		count = 0;
		wish_value("a", "[1,2]");
		wish_value("callId", "\"new\"");
		if (next_random(&r) & 4096)
			wish_value("\xc3\xa9", "{\"x\":null}");
		if (next_random(&r) & 4096)
			wish_value("\"\\", "0");
		make_both(&body, &want, &r);
		got = post_bytes(body.at, body.len);
		ck_assert_int_eq(got.status, 200);
		ck_assert_str_eq(got.body, want.at);
		ck_assert_uint_eq(got.len, want.len - 1);
		is_granted(got.body);
		free(got.body);
	}
	buffer_free(&body);
	buffer_free(&want);
}
