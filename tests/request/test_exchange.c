/* exchange: what a handler's steps may read and change. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"
#include "support/post.h"

/* The member that the handler reads, and its value. */
static const char *asked_for;
static char *got;
static unsigned times;

/* The handler's status, and the reason unless it is STEP_OK. */
static enum http_status says;
static const char *reason;

/* The order in which the steps ran, a letter each. */
static char called[8];

static enum http_status
authorize(struct exchange *x)
{
	const char *text = NULL;
	unsigned i;

	strcat(called, "a");
	for (i = 0; i < times; i++)
		text = get_string(x, asked_for);
	got = text ? strdup(text) : NULL;
	return says == STEP_OK ? STEP_OK : refuse(x, says, "%s", reason);
}

static enum http_status
rewrite(struct exchange *x)
{
	(void)x;
	strcat(called, "r");
	return STEP_OK;
}

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.authorize = authorize,
	.rewrite = rewrite,
};

static void
start_afresh(void)
{
	post_quietly();
	asked_for = "a";
	got = NULL;
	times = 1;
	says = STEP_OK;
	reason = "";
	called[0] = '\0';
}

static void
forget(void)
{
	free(got);
}

static const struct {
	const char *body;
	const char *text;
} strings[] = {
	{ "{}", NULL },
	{ "{\"b\":\"x\"}", NULL },
	{ "{\"a\":\"\"}", "" },
	{ "{\"a\":\"x\"}", "x" },
	{ "{\"a\":\"x\",\"a\":\"y\"}", "y" },
	{ "{\"a\":\"x\",\"a\":1}", NULL },
	{ "{\"\\u0061\":\"x\"}", "x" },
	{ "{\"a\":\"\\n\\u00e9\\ud83d\\ude00\"}",
	  "\n\xc3\xa9\xf0\x9f\x98\x80" },
	{ "{\"a\":\"\\ud800\"}", "\xef\xbf\xbd" },
	{ "{\"a\":\"x\\u0000y\"}", NULL },
	{ "{\"a\":\"\\u0000\"}", NULL },
	{ "{\"a\":1}", NULL },
	{ "{\"a\":null}", NULL },
	{ "{\"a\":[\"x\"]}", NULL },
	{ "{\"a\":{\"a\":\"x\"}}", NULL },
	{ "{\"b\":{\"a\":\"x\"}}", NULL },
};

const struct test_setup test_setup = {
	.before = start_afresh,
	.after = forget,
};

TEST_LOOP(a_string_member_is_returned, ROWS(strings))
{
	ck_assert_int_eq(post_text(strings[_i].body).status, 200);
	if (strings[_i].text)
		ck_assert_str_eq(got, strings[_i].text);
	else
		ck_assert_ptr_null(got);
}

TEST(a_member_can_be_read_repeatedly)
{
	times = 1000;
	post_text("{\"a\":\"borrowed\"}");
	ck_assert_str_eq(got, "borrowed");
}

TEST(authorize_runs_before_rewrite)
{
	post_text("{}");
	ck_assert_str_eq(called, "ar");
}

TEST(after_a_refusal_no_step_runs)
{
	says = HTTP_FORBIDDEN;
	post_text("{}");
	ck_assert_str_eq(called, "a");
	called[0] = '\0';
	post_text("[]");
	ck_assert_str_eq(called, "");
}

TEST(the_response_has_the_status_of_the_refusal)
{
	static const enum http_status all[] = { HTTP_BAD_REQUEST,
						HTTP_FORBIDDEN,
						HTTP_SERVICE_UNAVAILABLE };
	char want[64];
	size_t i;

	for (i = 0; i < ROWS(all); i++) {
		struct response r;

		says = all[i];
		reason = "because";
		r = post_text("{}");
		ck_assert_int_eq(r.status, (int)all[i]);
		snprintf(want, sizeof want,
			 "{\"status\":%d,\"reason\":\"because\"}", all[i]);
		ck_assert_str_eq(r.body, want);
	}
}

TEST(any_reason_becomes_valid_json)
{
	static const struct {
		const char *reason;
		const char *json;
	} rows[] = {
		{ "a \"quoted\" \\ word", "a \\\"quoted\\\" \\\\ word" },
		{ "\x1b[31m\n", "\\u001b[31m\\n" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "100 %s %n", "100 %s %n" },
		{ "a/b", "a/b" },
	};
	char want[128];
	size_t i;

	says = HTTP_FORBIDDEN;
	for (i = 0; i < ROWS(rows); i++) {
		reason = rows[i].reason;
		snprintf(want, sizeof want,
			 "{\"status\":403,\"reason\":\"%s\"}", rows[i].json);
		ck_assert_str_eq(post_text("{}").body, want);
	}
}

/* 1,000 characters of two bytes, so that the cut may be within a character. */
TEST(a_long_reason_is_cut)
{
	char text[2001];
	struct response r;
	int i;

	for (i = 0; i < 2000; i += 2)
		memcpy(text + i, "\xc3\xa9", 3);
	says = HTTP_FORBIDDEN;
	reason = text;
	r = post_text("{}");
	ck_assert_uint_gt(r.len, 200);
	ck_assert_uint_lt(r.len, 700);
	ck_assert_str_eq(r.body + r.len - 2, "\"}");
}
