/*
 * policy_limits: limits count active entities and accepted hooks, and no
 * others.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"
#include "support/state_fixture.h"

/* Each test runs twice; in the second round all lines are folded. */

TEST_LOOP(a_limit_allows_no_more_active_calls_than_its_number, 2)
{
	hook_start("limit call 2 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_settle(_i);
	hook_check_call(200, "2", "c");
	ck_assert_ptr_nonnull(strstr(journal_last_line(),
				     ",\"slots\":[\"call by caller = c\"],"));
	hook_settle(_i);
	hook_check_denied("call",
			  "{\"sessionId\":\"s\",\"callId\":\"3\","
			  "\"caller\":\"c\"}",
			  403, "limit of rules.conf:1: 2 active by caller");
	ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:1\""));
	/* Another caller is counted separately. */
	hook_check_call(200, "4", "d");
	hook_check_call(200, "5", "d");
	hook_check_call(403, "6", "d");
}

static const char *const endings[] = { "FINISH", "BUSY", "FAILED" };

TEST_LOOP(a_call_that_ends_frees_its_slot, 2 * ROWS(endings))
{
	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "RING");
	hook_call_becomes("1", "ESTABLISHED");
	hook_settle(_i & 1);
	hook_check_call(403, "2", "c");
	hook_call_becomes("1", endings[_i / 2]);
	hook_settle(_i & 1);
	hook_check_call(200, "3", "c");
	hook_check_call(403, "4", "c");
}

/* An hour ago it took a slot, and ended. */
TEST_LOOP(an_id_that_comes_again_takes_a_slot_of_its_own, 2)
{
	const char *slot = "call by caller = c";
	timestamp t = state_now() - HOUR_US;

	hook_start("limit call 1 active by caller\n", NULL);
	state_put_placed(t, "call", "s", slot, "\"callId\":\"1\"");
	state_put(t + SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"1\",\"status\":\"ESTABLISHED\"");
	state_put(t + 9 * SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"1\",\"status\":\"FINISH\"");
	hook_settle(_i);
	hook_check_call(200, "1", "c");
	hook_settle(_i);
	hook_check_call(403, "2", "c");
	/* Repeated, it keeps its slot. */
	hook_check_call(200, "1", "c");
	hook_call_becomes("1", "FINISH");
	hook_settle(_i);
	hook_check_call(200, "2", "c");
	hook_check_call(403, "3", "c");
}

TEST_LOOP(a_refused_call_that_wcs_reports_as_failed_frees_no_slot, 2)
{
	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	hook_check_call(403, "2", "c");
	hook_call_becomes("2", "FAILED");
	hook_settle(_i);
	hook_check_call(403, "3", "c");
}

TEST_LOOP(the_end_of_a_connection_frees_the_slots_of_its_calls, 2)
{
	hook_start("limit call 2 active by caller\n", NULL);
	hook_check_status(200, "connect", "s", "\"origin\":\"o\"");
	hook_check_status(200, "connect", "t", "\"origin\":\"o\"");
	hook_check_call(200, "1", "c");
	hook_check_status(200, "call", "t",
			  "\"callId\":\"2\",\"caller\":\"c\"");
	hook_settle(_i);
	hook_check_call(403, "3", "c");
	hook_check_status(200, "ConnectionStatusEvent", "s",
			  "\"status\":\"DISCONNECTED\"");
	hook_settle(_i);
	hook_check_status(200, "call", "t",
			  "\"callId\":\"4\",\"caller\":\"c\"");
	hook_check_status(403, "call", "t",
			  "\"callId\":\"5\",\"caller\":\"c\"");
}

/* The timeouts of the configuration below. */
static const struct timeouts as_configured = {
	.pending = { 86400 * SECOND_US, 86400 * SECOND_US, 100 * SECOND_US },
	.established = { 86400 * SECOND_US, 86400 * SECOND_US,
			 3600 * SECOND_US },
	.hangup = 30 * SECOND_US,
};

TEST_LOOP(a_call_that_expires_frees_its_slot, 2)
{
	const char *place = "call by caller = c";
	timestamp t = state_now();

	hook_start("limit call 2 active by caller\n",
		   "stale_ringing = 100s\nstale_call = 1h\n");
	state_put_placed(t - 90 * SECOND_US, "call", "s", place,
			 "\"callId\":\"1\"");
	state_put_placed(t - 110 * SECOND_US, "call", "s", place,
			 "\"callId\":\"2\"");
	if (_i)
		history_fold_upto("state", &as_configured, 0);
	hook_check_call(200, "3", "c");
	hook_check_call(403, "4", "c");
	hook_call_becomes("3", "FINISH");
	/* An established call has a longer timeout. */
	state_put_placed(t - 200 * SECOND_US, "call", "s", place,
			 "\"callId\":\"5\"");
	state_put(t - 190 * SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"5\",\"status\":\"ESTABLISHED\"");
	if (_i)
		history_fold_upto("state", &as_configured, 0);
	hook_check_call(403, "6", "c");
}

TEST_LOOP(a_repeated_hook_takes_no_second_slot, 2)
{
	hook_start("limit call 1 active by caller\n"
		   "limit call 1 per hour by caller\n",
		   NULL);
	hook_check_call(200, "1", "c");
	hook_settle(_i);
	hook_check_call(200, "1", "c");
	hook_check_call(200, "1", "c");
	hook_settle(_i);
	hook_check_call(403, "2", "c");
	hook_check_call(200, "1", "c");
}

TEST_LOOP(an_accepted_call_keeps_its_slot_when_a_repeat_is_refused, 2)
{
	hook_start("deny call if callee is p\n"
		   "limit call 1 active by caller\n",
		   NULL);
	hook_check_call(200, "1", "c");
	hook_settle(_i);
	hook_check_status(403, "call", "s",
			  "\"callId\":\"1\",\"caller\":\"c\",\"callee\":\"p\"");
	hook_settle(_i);
	hook_check_call(403, "2", "c");
}

TEST_LOOP(each_hook_that_begins_no_entity_counts, 2)
{
	int i;

	hook_start("limit hold 2 per minute by callId\n", NULL);
	for (i = 0; i < 2; i++) {
		hook_check_status(200, "hold", "s", "\"callId\":\"1\"");
		hook_settle(_i);
	}
	hook_check_status(403, "hold", "s", "\"callId\":\"1\"");
}

TEST(a_limit_of_zero_lets_no_hook_pass)
{
	hook_start("limit call 0 active by caller if callee is x\n"
		   "limit sendMessage 0 per day by from\n",
		   NULL);
	hook_check_call(403, "1", "c");
	hook_check_status(403, "sendMessage", "s",
			  "\"id\":\"1\",\"from\":\"a\"");
	hook_check_status(200, "call", "s",
			  "\"callId\":\"1\",\"caller\":\"c\"");
}

TEST_LOOP(every_limit_that_matches_applies, 2)
{
	hook_start("limit call 2 active by caller\n"
		   "limit call 3 active by appKey\n"
		   "limit call 1 active by callee if callee is boss\n",
		   NULL);
	hook_check_call(200, "1", "c");
	ck_assert_ptr_nonnull(strstr(
	    journal_last_line(),
	    ",\"slots\":[\"call by caller = c\",\"call by appKey = a\"],"));
	hook_check_call(200, "2", "c");
	hook_check_call(403, "3", "c");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:1\""));
	hook_check_status(
	    200, "call", "s",
	    "\"callId\":\"4\",\"caller\":\"d\",\"callee\":\"boss\"");
	hook_check_call(403, "5", "e");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:2\""));
	/* A refused hook takes no slot, even of the limits that allowed it. */
	hook_call_becomes("1", "FINISH");
	hook_check_status(
	    403, "call", "s",
	    "\"callId\":\"6\",\"caller\":\"e\",\"callee\":\"boss\"");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:3\""));
	hook_settle(_i);
	hook_check_call(200, "7", "e");
}

TEST_LOOP(connections_and_streams_are_counted_like_calls, 2)
{
	hook_start("limit connect 1 active by origin\n"
		   "limit publishStream 1 active by name\n"
		   "limit playStream 1 active by name\n",
		   NULL);
	hook_check_status(200, "connect", "s", "\"origin\":\"o\"");
	hook_check_status(200, "connect", "s", "\"origin\":\"o\"");
	hook_settle(_i);
	hook_check_status(403, "connect", "t", "\"origin\":\"o\"");
	hook_check_status(200, "publishStream", "s",
			  "\"mediaSessionId\":\"1\",\"name\":\"n\"");
	hook_check_status(403, "publishStream", "s",
			  "\"mediaSessionId\":\"2\",\"name\":\"n\"");
	hook_check_status(200, "playStream", "s",
			  "\"mediaSessionId\":\"3\",\"name\":\"n\"");
	hook_check_status(403, "playStream", "s",
			  "\"mediaSessionId\":\"4\",\"name\":\"n\"");
	hook_check_status(
	    200, "StreamStatusEvent", "s",
	    "\"mediaSessionId\":\"1\",\"status\":\"UNPUBLISHED\"");
	hook_settle(_i);
	hook_check_status(200, "publishStream", "s",
			  "\"mediaSessionId\":\"5\",\"name\":\"n\"");
	hook_check_status(403, "playStream", "s",
			  "\"mediaSessionId\":\"6\",\"name\":\"n\"");
	hook_check_status(200, "ConnectionStatusEvent", "s",
			  "\"status\":\"DISCONNECTED\"");
	hook_settle(_i);
	hook_check_status(200, "connect", "t", "\"origin\":\"o\"");
	hook_check_status(200, "playStream", "t",
			  "\"mediaSessionId\":\"7\",\"name\":\"n\"");
}
