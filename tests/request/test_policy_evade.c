/* policy_limits: no client evades a limit. */

#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/hook_fixture.h"

/* Most tests run twice; in the second round all lines are folded. */

/* A client can repeat a hook freely; WCS repeats one three times at most. */
TEST_LOOP(repeating_one_hook_does_not_evade_a_rate, 2)
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

TEST(ids_with_the_same_beginning_are_different)
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

TEST_LOOP(a_hook_without_an_id_does_not_evade_the_limit, ROWS(nameless))
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
	/* Messages need no id, and a missing member is not counted. */
	hook_check_status(200, "sendMessage", "s", "\"from\":\"c\"");
	hook_check_status(200, "call", "s", "\"callee\":\"c\"");
}

TEST_LOOP(the_id_of_an_ended_call_does_not_evade_the_limit, 2)
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
	/* The same id with another caller is refused, too. */
	hook_check_call(403, "1", "d");
	hook_check_call(200, "3", "c");
	hook_check_call(403, "4", "c");
	hook_check_call(200, "3", "c");
}

TEST_LOOP(after_its_connection_ended_a_session_gets_no_call, 2)
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
TEST_LOOP(the_id_of_an_active_call_does_not_evade_the_limit, 2)
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
	/* The call keeps its slot. */
	hook_check_call(403, "2", "c");
	hook_call_becomes("1", "FINISH");
	hook_check_call(200, "3", "c");
	/* WCS may report TRYING before the call hook arrives. */
	hook_call_becomes("4", "TRYING");
	hook_settle(_i);
	hook_check_call(200, "4", "d");
}

TEST_LOOP(a_rate_counts_each_repeat_of_an_active_call, 2)
{
	hook_start("limit call 2 per hour by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "TRYING");
	hook_settle(_i);
	hook_check_call(200, "1", "c");
	hook_check_call(403, "1", "c");
}

TEST_LOOP(a_call_may_be_repeated_three_times, 2)
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

TEST_LOOP(an_id_left_out_of_the_journal_does_not_evade_the_limit,
	  ROWS(left_out))
{
	hook_start("limit call 2 active by caller\n", left_out[_i]);
	hook_check_call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "rules.conf:1: the request has no id"));
}

/* The names of the members for session and id, and the session. */
static const char *const spellings[][3] = {
	{ "sessionId", "callId", "7" },
	{ "sessionId", "callId", "[\"s\"]" },
	{ "sessionId", "callId", "\"s\\ud800\"" },
	{ "sessionId", "callId", "\"s\\u0000\"" },
	{ "session\\u0049d", "callId", "\"s\"" },
	{ "sessionId", "c\\u0061ll\\u0049d", "\"s\"" },
};

TEST_LOOP(no_spelling_evades_the_limit, ROWS(spellings))
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

TEST(a_hook_with_more_limits_than_slots_in_a_line_is_refused)
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
