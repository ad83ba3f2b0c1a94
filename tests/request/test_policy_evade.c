/* policy_limits: no client gets past a limit. */

#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/hook_fixture.h"

/* Most run twice: in the second round what is known is in the index. */

/* A client can say what it likes; WCS sends again three times at most. */
TEST_LOOP(the_same_hook_again_and_again_is_no_way_around_a_rate, 2)
{
	int i;

	hook_start("limit sendMessage 2 per hour by from\n", NULL);
	for (i = 0; i < 4; i++) {
		hook_check_status(200, "sendMessage", "s",
				  "\"id\":\"1\",\"from\":\"m\"");
		hook_settle(_i);
	}
	hook_check_status(403, "sendMessage", "s",
			  "\"id\":\"1\",\"from\":\"m\"");
	hook_check_status(403, "sendMessage", "s",
			  "\"id\":\"2\",\"from\":\"m\"");
	hook_check_status(200, "sendMessage", "s",
			  "\"id\":\"1\",\"from\":\"n\"");
}

TEST(ids_that_begin_alike_are_not_the_same)
{
	char id[3000];

	hook_start("limit call 1 active by caller\n", "body_max = 8k\n");
	memset(id, 'x', sizeof id);
	id[sizeof id - 1] = '\0';
	hook_check_status(200, "call", "s",
			  "\"callId\":\"0\",\"caller\":\"d\"");
	for (id[2997] = 'a'; id[2997] < 'e'; id[2997]++) {
		struct response r =
		    hook_postf("call",
			       "{\"sessionId\":\"s\",\"callId\":"
			       "\"%s\",\"caller\":\"c\"}",
			       id);

		ck_assert_int_eq(r.status, id[2997] == 'a' ? 200 : 403);
	}
}

static const char *const nameless[] = {
	"\"caller\":\"c\"",
	"\"callId\":\"\",\"caller\":\"c\"",
	"\"callId\":null,\"caller\":\"c\"",
	"\"callId\":[\"1\"],\"caller\":\"c\"",
	"\"callId\":\"\\u0000\",\"caller\":\"c\"",
};

TEST_LOOP(who_leaves_out_the_id_does_not_escape_the_count, ROWS(nameless))
{
	hook_start("limit call 1 active by caller\n"
		   "limit sendMessage 9 active by from\n"
		   "limit call 9 per day by appKey\n",
		   NULL);
	hook_check_status(403, "call", "s", nameless[_i]);
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   "limit of rules.conf:1: the request has no id"));
	ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
	/* Of what is no call there is nothing to count. */
	hook_check_status(200, "sendMessage", "s", "\"from\":\"c\"");
	hook_check_status(200, "call", "s", "\"callee\":\"c\"");
}

TEST_LOOP(an_id_of_a_call_that_is_over_is_no_way_around_the_count, 2)
{
	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "FINISH");
	hook_check_call(200, "2", "c");
	hook_call_becomes("2", "BUSY");
	hook_settle(_i);
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   "rules.conf:1: the call or stream with this id has ended"));
	hook_check_call(403, "2", "c");
	/* Nor for another caller, whose first one it would be. */
	hook_check_call(403, "1", "d");
	hook_check_call(200, "3", "c");
	hook_check_call(403, "4", "c");
	hook_check_call(200, "3", "c");
}

TEST_LOOP(who_has_no_connection_any_more_has_no_call_either, 2)
{
	hook_start("limit call 2 active by caller\n"
		   "limit publishStream 1 active by name\n",
		   NULL);
	hook_check_status(200, "connect", "s", "\"origin\":\"o\"");
	hook_check_call(200, "1", "c");
	hook_check_status(200, "ConnectionStatusEvent", "s",
			  "\"status\":\"DISCONNECTED\"");
	hook_settle(_i);
	hook_check_call(403, "2", "c");
	ck_assert_ptr_nonnull(strstr(journal_last_line(),
				     "rules.conf:1: its connection has ended"));
	hook_check_status(403, "publishStream", "s",
			  "\"mediaSessionId\":\"3\",\"name\":\"n\"");
	hook_check_status(200, "call", "t",
			  "\"callId\":\"4\",\"caller\":\"c\"");
}

/* The browser chooses the id. */
TEST_LOOP(the_id_of_a_call_that_goes_on_is_no_way_around_the_count, 2)
{
	hook_start("limit call 1 active by caller\n"
		   "limit call 9 per hour by caller\n",
		   NULL);
	hook_check_call(200, "1", "c");
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "TRYING");
	hook_settle(_i);
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(strstr(
	    journal_last_line(),
	    "rules.conf:1: the call with this id has already progressed"));
	hook_call_becomes("1", "ESTABLISHED");
	hook_settle(_i);
	hook_check_call(403, "1", "d");
	/* It has its place still. */
	hook_check_call(403, "2", "c");
	hook_call_becomes("1", "FINISH");
	hook_check_call(200, "3", "c");
	/* WCS says it was tried before anybody heard that it was asked for. */
	hook_call_becomes("4", "TRYING");
	hook_settle(_i);
	hook_check_call(200, "4", "d");
}

TEST_LOOP(a_call_that_goes_on_is_counted_each_time_by_a_rate, 2)
{
	hook_start("limit call 2 per hour by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "TRYING");
	hook_settle(_i);
	hook_check_call(200, "1", "c");
	hook_check_call(403, "1", "c");
}

TEST_LOOP(a_call_is_asked_for_again_three_times_at_most, 2)
{
	int i;

	hook_start("limit call 1 active by caller\n"
		   "limit call 1 active by appKey\n",
		   NULL);
	for (i = 0; i < 4; i++) {
		hook_check_call(200, "1", "c");
		hook_settle(_i);
	}
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   "rules.conf:1: this hook was repeated too often"));
	hook_check_call(403, "2", "d");
	hook_call_becomes("1", "FINISH");
	hook_check_call(200, "2", "d");
	hook_check_call(200, "2", "d");
}

static const char *const left_out[] = {
	"redact = callId\n",
	"drop = callId\n",
	"redact = sessionId\n",
};

TEST_LOOP(what_the_journal_leaves_out_tells_no_call_from_another,
	  ROWS(left_out))
{
	hook_start("limit call 2 active by caller\n", left_out[_i]);
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "rules.conf:1: the request has no id"));
}

/* The names of a session and an id, and the session. */
static const char *const spellings[][3] = {
	{ "sessionId", "callId", "7" },
	{ "sessionId", "callId", "[\"s\"]" },
	{ "sessionId", "callId", "\"s\\ud800\"" },
	{ "sessionId", "callId", "\"s\\u0000\"" },
	{ "session\\u0049d", "callId", "\"s\"" },
	{ "sessionId", "c\\u0061ll\\u0049d", "\"s\"" },
};

TEST_LOOP(no_spelling_is_a_way_around_the_count, ROWS(spellings))
{
	const char *const *spelling = spellings[_i];
	int i, passed = 0;

	hook_start("limit call 1 active by caller\n", NULL);
	for (i = 0; i < 3; i++) {
		passed +=
		    hook_postf("call",
			       "{\"caller\":\"c\",\"%s\":%s,\"%s\":\"%d\"}",
			       spelling[0], spelling[2], spelling[1], i)
			.status == 200;
		hook_settle(i);
	}
	ck_assert_int_le(passed, 1);
}

TEST(more_limits_than_a_line_can_name_let_nothing_pass)
{
	char rules[4096] = "";
	size_t len = 0;
	int i;

	for (i = 0; i < 17; i++)
		len += (size_t)snprintf(
		    rules + len, sizeof rules - len,
		    "limit call %d active by caller if not x%d exists\n",
		    i < 16 ? 9 : 1, i);
	hook_start(rules, NULL);
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   "rules.conf:17: too many limits apply to this hook"));
	hook_check_status(200, "call", "s",
			  "\"callId\":\"2\",\"caller\":\"c\",\"x0\":1");
	hook_check_status(403, "call", "s",
			  "\"callId\":\"3\",\"caller\":\"c\",\"x0\":1");
}
