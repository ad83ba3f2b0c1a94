/* policy: how rules decide about hooks and change responses. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"

#define CONTEXT "\"nodeId\":\"n\",\"appKey\":\"a\",\"sessionId\":\"s\""

static const struct {
	const char *rules;
	const char *body;
	const char *refused_by; /* NULL: allowed */
} decided[] = {
	{ "", "{}", NULL },
	{ "deny call\n", "{}", "rules.conf:1" },
	{ "allow call\n", "{}", NULL },
	{ "deny hangup\ndeny CallStatusEvent\ndeny connect\n", "{}", NULL },
	{ "deny CALL\n", "{}", "rules.conf:1" },
	/* The first rule that matches decides. */
	{ "deny call\nallow call\n", "{}", "rules.conf:1" },
	{ "allow call\ndeny call\n", "{}", NULL },
	{ "allow call if caller is 1\ndeny call\n", "{\"caller\":\"1\"}",
	  NULL },
	{ "allow call if caller is 1\ndeny call\n", "{\"caller\":\"2\"}",
	  "rules.conf:2" },
	{ "# \n\ndeny call if caller is 1\nallow call if caller is 1\n"
	  "deny call\n",
	  "{\"caller\":\"1\"}", "rules.conf:3" },
	{ "deny call if caller is 1\nallow call if caller is 2\ndeny call\n",
	  "{\"caller\":\"2\"}", NULL },
	/* All conditions of a rule must hold. */
	{ "deny call if caller is 1 and callee is 2\n",
	  "{\"caller\":\"1\",\"callee\":\"2\"}", "rules.conf:1" },
	{ "deny call if caller is 1 and callee is 2\n",
	  "{\"caller\":\"1\",\"callee\":\"3\"}", NULL },
	/* Rules of other kinds decide nothing. */
	{ "set call callee 1\nmute call\nhide call sdp\nskip call sdp\n"
	  "deny call\n",
	  "{}", "rules.conf:5" },
	/* Conditions see the request without the changes. */
	{ "set call callee 1\ndeny call if callee is 1\n", "{\"callee\":\"2\"}",
	  NULL },
	{ "set call callee 1\ndeny call if callee is 2\n", "{\"callee\":\"2\"}",
	  "rules.conf:2" },
	/* Of duplicate members the last one counts, as in WCS. */
	{ "deny call if callee is 2\n", "{\"callee\":\"1\",\"callee\":\"2\"}",
	  "rules.conf:1" },
	{ "deny call if callee is 1\n", "{\"callee\":\"1\",\"callee\":\"2\"}",
	  NULL },
	/* Escapes in names and values make no difference. */
	{ "deny call if callee is banned\n",
	  "{\"c\\u0061llee\":\"b\\u0061nned\"}", "rules.conf:1" },
};

TEST_LOOP(the_first_allow_or_deny_that_matches_decides, ROWS(decided))
{
	struct response r;
	char want[64];

	hook_start(decided[_i].rules, NULL);
	r = hook_post("call", decided[_i].body);
	if (!decided[_i].refused_by) {
		ck_assert_msg(r.status == 200, "%s", r.body);
		ck_assert_ptr_null(strstr(journal_text(), "\"reason\":"));
		return;
	}
	ck_assert_int_eq(r.status, 403);
	snprintf(want, sizeof want, "\"rule\":\"%s\"", decided[_i].refused_by);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), want));
}

TEST(a_hook_without_rules_gets_its_own_bytes)
{
	static const char body[] =
	    " {\t\"callee\" : \"\\u0061\\/\", \"n\":1e400,"
	    "\n\"callee\":-0.0, \"s\":\"\\ud800\" }\r\n";

	hook_start("deny hangup\nset hangup a 1\nlimit hangup 1 active by a\n"
		   "set call a 1 if callee is b\nallow call\n"
		   "limit call 0 active by nothing\n",
		   NULL);
	hook_check_answer("call", body, NULL);
	ck_assert_ptr_null(strstr(journal_last_line(), "\"rule\""));
	ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
}

static const struct {
	const char *rules;
	const char *body;
	const char *want; /* NULL: the bytes of the request */
	const char *named;
} changed[] = {
	{ "set call callee ten\n", "{\"callee\":\"x\",\"n\":1.50}",
	  "{\"callee\":\"ten\",\"n\":1.50}", NULL },
	{ "set call port 5060 on true who null\n", "{}",
	  "{\"port\":5060,\"on\":true,\"who\":null}", "rules.conf:1" },
	{ "set call a \"5060\" b \"true\"\n", "{}",
	  "{\"a\":\"5060\",\"b\":\"true\"}", "rules.conf:1" },
	/* All matching rules apply, in the order of the file. */
	{ "set call a 1\nset call a 2 b 3\nset call c 4 if x is 1\n"
	  "set call d 5 if x is 2\n",
	  "{\"x\":2}", "{\"x\":2,\"a\":2,\"b\":3,\"d\":5}",
	  "rules.conf:1 rules.conf:2 rules.conf:4" },
	/* Conditions and groups see the request without the changes. */
	{ "set call callee 7\nset call was $1 if callee ~ \"^(.*)$\"\n"
	  "set call late 1 if callee is 7\n",
	  "{\"callee\":\"6\"}", "{\"callee\":7,\"was\":\"6\"}",
	  "rules.conf:1 rules.conf:2" },
	{ "set call callee \"+$1\" if callee ~ \"^00(.*)\"\n",
	  "{\"callee\":\"0049\\\"\"}", "{\"callee\":\"+49\\\"\"}",
	  "rules.conf:1" },
	/* Groups of one rule are not seen by the next. */
	{ "set call a $1 if caller ~ \"(.)\"\nset call b $1 if callee ~ "
	  "\"(.)\"\n",
	  "{\"caller\":\"xy\",\"callee\":\"zz\"}",
	  "{\"caller\":\"xy\",\"callee\":\"zz\",\"a\":\"x\",\"b\":\"z\"}",
	  "rules.conf:1 rules.conf:2" },
	{ "set call custom.token t custom.n 2\n",
	  "{\"custom\":{\"a\": 1e400},\"b\":2}",
	  "{\"custom\":{\"a\": 1e400,\"token\":\"t\",\"n\":2},\"b\":2}",
	  "rules.conf:1" },
	{ "allow call\nset call a 1\n", "{}", "{\"a\":1}", "rules.conf:2" },
	{ "set CALL a 1 if not b exists\n", "{\"b\":[]}", NULL, NULL },
};

TEST_LOOP(every_set_that_matches_changes_the_response, ROWS(changed))
{
	char want[128];

	hook_start(changed[_i].rules, NULL);
	hook_check_answer("call", changed[_i].body, changed[_i].want);
	if (changed[_i].named) {
		snprintf(want, sizeof want, ",\"rule\":\"%s\",",
			 changed[_i].named);
		ck_assert_msg(strstr(journal_last_line(), want) != NULL, "%s",
			      journal_last_line());
	}
	/* The journal has the request without the changes. */
	if (!changed[_i].want)
		ck_assert_ptr_nonnull(
		    strstr(journal_last_line(), changed[_i].body));
}

TEST(a_refused_hook_changes_nothing_and_takes_no_slot)
{
	struct response r;

	hook_start("set call callee 1\nlimit call 1 active by caller\n"
		   "deny call if callee is 2\n",
		   NULL);
	r = hook_post("call", "{" CONTEXT ",\"callId\":\"1\",\"caller\":\"c\","
			      "\"callee\":\"2\"}");
	ck_assert_int_eq(r.status, 403);
	ck_assert_str_eq(r.body, "{\"status\":403,\"reason\":"
				 "\"denied by rules.conf:3\"}");
	ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:3\""));
	hook_check_answer("call",
			  "{" CONTEXT ",\"callId\":\"2\",\"caller\":\"c\","
			  "\"callee\":\"3\"}",
			  "{" CONTEXT ",\"callId\":\"2\",\"caller\":\"c\","
			  "\"callee\":1}");
	ck_assert_ptr_nonnull(strstr(journal_last_line(), ",\"slots\":["));
}

TEST(the_reason_is_that_of_the_rule)
{
	hook_start("deny call if caller is 1 reason \"not \\\"today\\\"\"\n"
		   "limit call 0 active by caller reason \"full %s\"\n",
		   NULL);
	ck_assert_str_eq(hook_post("call", "{\"caller\":1}").body,
			 "{\"status\":403,\"reason\":\"not \\\"today\\\"\"}");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   ",\"rule\":\"rules.conf:1\",\"reason\":"
		   "\"not \\\"today\\\"\",\"peer\":\"127.0.0.1\""));
	ck_assert_str_eq(
	    hook_post("call", "{" CONTEXT ",\"callId\":\"1\",\"caller\":2}")
		.body,
	    "{\"status\":403,\"reason\":\"full %s\"}");
}

/* Backtracks without end on the body below. */
#define WILD "\"^(a+)+$\""
#define TAME "{\"callee\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}"

static const struct {
	const char *rules;
	int status;
	const char *counts_as;
} stopped[] = {
	{ "deny call if callee ~ " WILD "\n", 403, "this deny counts as a " },
	{ "deny call if not callee ~ " WILD "\n", 403, "this deny counts as " },
	{ "allow call if callee ~ " WILD "\ndeny call\n", 403,
	  "this allow counts as no " },
	{ "set call a 1 if callee ~ " WILD "\n", 200,
	  "this set counts as no match" },
	{ "limit call 0 active by callee if callee ~ " WILD "\n", 403,
	  "this limit counts as a match" },
	/* The pattern is not needed if another condition fails. */
	{ "deny call if callee ~ " WILD " and caller is 1\n", 200, NULL },
};

TEST_LOOP(a_stopped_pattern_is_decided_on_the_safe_side, ROWS(stopped))
{
	struct response r;

	hook_start(stopped[_i].rules, NULL);
	r = hook_post("call", TAME);
	ck_assert_int_eq(r.status, stopped[_i].status);
	if (r.status == 200)
		ck_assert_str_eq(r.body, TAME);
	if (stopped[_i].counts_as)
		ck_assert_msg(
		    strstr(log_capture_text(), stopped[_i].counts_as) != NULL,
		    "%s", log_capture_text());
	else
		ck_assert_str_eq(log_capture_text(), "");
}

TEST(many_rules_do_not_overflow_the_name_of_the_deciding_rule)
{
	char rules[64 * 64] = "";
	int i;

	for (i = 0; i < 64; i++)
		strcat(rules, "set call a 1\n");
	hook_start(rules, NULL);
	hook_check_answer("call", "{}", "{\"a\":1}");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:1 "));
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), " rules.conf:18 ...\","));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"body\":{}}"));
}

TEST(an_unknown_hook_matches_no_rule)
{
	hook_start("deny call\ndeny hangup\n", NULL);
	ck_assert_int_eq(hook_post("echo", "{\"a\":1}").status, 200);
}
