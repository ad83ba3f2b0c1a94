/* validate: a body with warnings is answered, and the warnings recorded. */

#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/post.h"

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.type = HOOK_DIRECT,
	.fields = {
		{ "callee", JSON_STRING, true },
		{ "port", JSON_NUMBER | JSON_STRING, false },
		{ "on", JSON_BOOLEAN, false },
	},
};

#define CONTEXT "\"appKey\":\"a\",\"sessionId\":\"s\""

static const struct {
	const char *body;
	const char *warnings; /* NULL: no warning */
} bodies[] = {
	{ "{" CONTEXT ",\"callee\":\"c\"}", NULL },
	{ "{" CONTEXT ",\"callee\":\"c\",\"port\":\"1\",\"on\":true}", NULL },
	{ "{" CONTEXT ",\"callee\":\"c\",\"port\":null,\"more\":[]}", NULL },
	{ "{" CONTEXT ",\"c\\u0061llee\":\"c\"}", NULL },
	{ "{" CONTEXT "}", "\"callee is missing\"" },
	{ "{" CONTEXT ",\"Callee\":\"c\"}", "\"callee is missing\"" },
	{ "{" CONTEXT ",\"a\":{\"callee\":\"c\"}}", "\"callee is missing\"" },
	{ "{" CONTEXT ",\"callee\":null}", "\"callee is missing\"" },
	{ "{" CONTEXT ",\"callee\":1}", "\"callee is a number\"" },
	{ "{" CONTEXT ",\"callee\":[\"c\"]}", "\"callee is an array\"" },
	{ "{" CONTEXT ",\"c\\u0061llee\":{}}", "\"callee is an object\"" },
	{ "{" CONTEXT ",\"callee\":\"c\",\"on\":\"true\"}",
	  "\"on is a string\"" },
	{ "{" CONTEXT ",\"callee\":\"c\",\"port\":true}",
	  "\"port is a boolean\"" },
	{ "{" CONTEXT ",\"callee\":\"c\",\"callee\":\"d\"}",
	  "\"callee appears twice\"" },
	{ "{" CONTEXT ",\"callee\":\"c\",\"call\\u0065e\":\"d\"}",
	  "\"callee appears twice\"" },
	{ "{" CONTEXT ",\"callee\":null,\"callee\":null}",
	  "\"callee appears twice\",\"callee is missing\"" },
	{ "{\"sessionId\":\"s\",\"callee\":\"c\",\"appKey\":7}",
	  "\"appKey is a number\"" },
	{ "{}", "\"callee is missing\",\"appKey is missing\","
		"\"sessionId is missing\"" },
};

const struct test_setup test_setup = {
	.before = post_quietly,
};

TEST_LOOP(a_body_with_warnings_is_returned_and_they_are_recorded, ROWS(bodies))
{
	struct response r = post_text(bodies[_i].body);
	char want[256];

	ck_assert_int_eq(r.status, 200);
	ck_assert_str_eq(r.body, bodies[_i].body);
	if (!bodies[_i].warnings) {
		ck_assert_ptr_null(strstr(journal_last_line(), "\"warnings\""));
		return;
	}
	snprintf(want, sizeof want,
		 ",\"warnings\":[%s],\"body\":", bodies[_i].warnings);
	ck_assert_msg(strstr(journal_last_line(), want) != NULL, "%s",
		      journal_last_line());
}

TEST_LOOP(with_strict_a_body_with_warnings_is_refused, ROWS(bodies))
{
	const char *warnings = bodies[_i].warnings;
	char want[128];
	struct response r;

	post_configure("strict = yes\n");
	if (!warnings) {
		ck_assert_int_eq(post_text(bodies[_i].body).status, 200);
		return;
	}
	snprintf(want, sizeof want,
		 "{\"status\":400,\"reason\":\"strict: %.*s\"}",
		 (int)strcspn(warnings + 1, "\""), warnings + 1);
	r = post_text(bodies[_i].body);
	ck_assert_int_eq(r.status, 400);
	ck_assert_str_eq(r.body, want);
}
