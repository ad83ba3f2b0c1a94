/* policy: limits count what lives and what came, and nothing else. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/fold_fixture.h"
#include "support/harness.h"
#include "support/hook_fixture.h"

/* Every test runs twice: in the second round what is known is in the index. */

TEST_LOOP(no_more_are_active_at_once_than_it_says, 2)
{
	start_hooks("limit call 2 active by caller\n", NULL);
	ask_call(200, "1", "c");
	settle(_i);
	ask_call(200, "2", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), ",\"slots\":[\"call by caller = c\"],"));
	settle(_i);
	is_denied("call",
		  "{\"sessionId\":\"s\",\"callId\":\"3\","
		  "\"caller\":\"c\"}",
		  403, "limit of rules.conf:1: 2 active by caller");
	ck_assert_ptr_null(strstr(last_line(), "\"slots\""));
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:1\""));
	/* Another one is counted for itself. */
	ask_call(200, "4", "d");
	ask_call(200, "5", "d");
	ask_call(403, "6", "d");
}

static const char *const endings[] = { "FINISH", "BUSY", "FAILED" };

TEST_LOOP(who_ends_gives_the_place_back, 2 * ROWS(endings))
{
	start_hooks("limit call 1 active by caller\n", NULL);
	ask_call(200, "1", "c");
	call_becomes("1", "RING");
	call_becomes("1", "ESTABLISHED");
	settle(_i & 1);
	ask_call(403, "2", "c");
	call_becomes("1", endings[_i / 2]);
	settle(_i & 1);
	ask_call(200, "3", "c");
	ask_call(403, "4", "c");
}

TEST_LOOP(a_refused_call_that_wcs_reports_as_failed_gives_back_nothing, 2)
{
	start_hooks("limit call 1 active by caller\n", NULL);
	ask_call(200, "1", "c");
	ask_call(403, "2", "c");
	call_becomes("2", "FAILED");
	settle(_i);
	ask_call(403, "3", "c");
}

TEST_LOOP(the_end_of_a_connection_gives_the_places_of_its_calls_back, 2)
{
	start_hooks("limit call 2 active by caller\n", NULL);
	ask_for(200, "connect", "s", "\"origin\":\"o\"");
	ask_for(200, "connect", "t", "\"origin\":\"o\"");
	ask_call(200, "1", "c");
	ask_for(200, "call", "t", "\"callId\":\"2\",\"caller\":\"c\"");
	settle(_i);
	ask_call(403, "3", "c");
	ask_for(200, "ConnectionStatusEvent", "s",
		"\"status\":\"DISCONNECTED\"");
	settle(_i);
	ask_for(200, "call", "t", "\"callId\":\"4\",\"caller\":\"c\"");
	ask_for(403, "call", "t", "\"callId\":\"5\",\"caller\":\"c\"");
}

/* As the configuration below has it. */
static const struct timeouts as_configured = {
	.pending = { 86400 * SECOND, 86400 * SECOND, 100 * SECOND },
	.established = { 86400 * SECOND, 86400 * SECOND, 3600 * SECOND },
};

TEST_LOOP(who_is_silent_for_too_long_gives_the_place_back, 2)
{
	const char *place = "call by caller = c";
	timestamp t = now();

	start_hooks("limit call 2 active by caller\n",
		    "stale_ringing = 100s\nstale_call = 1h\n");
	put_placed(t - 90 * SECOND, "call", "s", place, "\"callId\":\"1\"");
	put_placed(t - 110 * SECOND, "call", "s", place, "\"callId\":\"2\"");
	if (_i)
		fold_upto("state", &as_configured, 0);
	ask_call(200, "3", "c");
	ask_call(403, "4", "c");
	call_becomes("3", "FINISH");
	/* One that was answered may be silent for longer. */
	put_placed(t - 200 * SECOND, "call", "s", place, "\"callId\":\"5\"");
	put(t - 190 * SECOND, "CallStatusEvent", 200, "s",
	    "\"callId\":\"5\",\"status\":\"ESTABLISHED\"");
	if (_i)
		fold_upto("state", &as_configured, 0);
	ask_call(403, "6", "c");
}

TEST_LOOP(a_hook_that_comes_again_takes_no_second_place, 2)
{
	start_hooks("limit call 1 active by caller\n"
		    "limit call 1 per hour by caller\n",
		    NULL);
	ask_call(200, "1", "c");
	settle(_i);
	ask_call(200, "1", "c");
	ask_call(200, "1", "c");
	settle(_i);
	ask_call(403, "2", "c");
	ask_call(200, "1", "c");
}

TEST_LOOP(what_was_let_pass_keeps_its_place_when_it_is_refused_later, 2)
{
	start_hooks("deny call if callee is p\n"
		    "limit call 1 active by caller\n",
		    NULL);
	ask_call(200, "1", "c");
	settle(_i);
	ask_for(403, "call", "s",
		"\"callId\":\"1\",\"caller\":\"c\",\"callee\":\"p\"");
	settle(_i);
	ask_call(403, "2", "c");
}

TEST_LOOP(each_hook_that_begins_nothing_counts, 2)
{
	int i;

	start_hooks("limit hold 2 per minute by callId\n", NULL);
	for (i = 0; i < 2; i++) {
		ask_for(200, "hold", "s", "\"callId\":\"1\"");
		settle(_i);
	}
	ask_for(403, "hold", "s", "\"callId\":\"1\"");
}

TEST(a_limit_of_nothing_lets_nothing_pass)
{
	start_hooks("limit call 0 active by caller if callee is x\n"
		    "limit sendMessage 0 per day by from\n",
		    NULL);
	ask_call(403, "1", "c");
	ask_for(403, "sendMessage", "s", "\"id\":\"1\",\"from\":\"a\"");
	ask_for(200, "call", "s", "\"callId\":\"1\",\"caller\":\"c\"");
}

TEST_LOOP(every_limit_that_holds_applies, 2)
{
	start_hooks("limit call 2 active by caller\n"
		    "limit call 3 active by appKey\n"
		    "limit call 1 active by callee if callee is boss\n",
		    NULL);
	ask_call(200, "1", "c");
	ck_assert_ptr_nonnull(strstr(
	    last_line(),
	    ",\"slots\":[\"call by caller = c\",\"call by appKey = a\"],"));
	ask_call(200, "2", "c");
	ask_call(403, "3", "c");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:1\""));
	ask_for(200, "call", "s",
		"\"callId\":\"4\",\"caller\":\"d\",\"callee\":\"boss\"");
	ask_call(403, "5", "e");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:2\""));
	/* None of the refused has taken a place of the limits that let it. */
	call_becomes("1", "FINISH");
	ask_for(403, "call", "s",
		"\"callId\":\"6\",\"caller\":\"e\",\"callee\":\"boss\"");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:3\""));
	settle(_i);
	ask_call(200, "7", "e");
}

TEST_LOOP(a_connection_and_a_stream_are_counted_as_calls_are, 2)
{
	start_hooks("limit connect 1 active by origin\n"
		    "limit publishStream 1 active by name\n"
		    "limit playStream 1 active by name\n",
		    NULL);
	ask_for(200, "connect", "s", "\"origin\":\"o\"");
	ask_for(200, "connect", "s", "\"origin\":\"o\"");
	settle(_i);
	ask_for(403, "connect", "t", "\"origin\":\"o\"");
	ask_for(200, "publishStream", "s",
		"\"mediaSessionId\":\"1\",\"name\":\"n\"");
	ask_for(403, "publishStream", "s",
		"\"mediaSessionId\":\"2\",\"name\":\"n\"");
	ask_for(200, "playStream", "s",
		"\"mediaSessionId\":\"3\",\"name\":\"n\"");
	ask_for(403, "playStream", "s",
		"\"mediaSessionId\":\"4\",\"name\":\"n\"");
	ask_for(200, "StreamStatusEvent", "s",
		"\"mediaSessionId\":\"1\",\"status\":\"UNPUBLISHED\"");
	settle(_i);
	ask_for(200, "publishStream", "s",
		"\"mediaSessionId\":\"5\",\"name\":\"n\"");
	ask_for(403, "playStream", "s",
		"\"mediaSessionId\":\"6\",\"name\":\"n\"");
	ask_for(200, "ConnectionStatusEvent", "s",
		"\"status\":\"DISCONNECTED\"");
	settle(_i);
	ask_for(200, "connect", "t", "\"origin\":\"o\"");
	ask_for(200, "playStream", "t",
		"\"mediaSessionId\":\"7\",\"name\":\"n\"");
}
