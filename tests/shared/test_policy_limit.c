/* policy: limits count what lives and what came, and nothing else. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "history.h"
#include "hooks.h"
#include "tool.h"

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

/* Every test runs twice: in the second round what is known is in the index. */
static void
settle(int round)
{
	if (round)
		fold_all();
}

static void
call(int status, const char *id, const char *caller)
{
	char members[256];

	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"caller\":\"%s\",\"callee\":\"x\"", id,
		 caller);
	ask_for(status, "call", "s", members);
}

static void
call_becomes(const char *id, const char *status)
{
	char members[256];

	snprintf(members, sizeof members, "\"callId\":\"%s\",\"status\":\"%s\"",
		 id, status);
	ask_for(200, "CallStatusEvent", "s", members);
}

START_TEST(no_more_are_active_at_once_than_it_says)
{
	start_hooks("limit call 2 active by caller\n", NULL);
	call(200, "1", "c");
	settle(_i);
	call(200, "2", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), ",\"places\":[\"call by caller = c\"],"));
	settle(_i);
	is_denied("call",
		  "{\"sessionId\":\"s\",\"callId\":\"3\","
		  "\"caller\":\"c\"}",
		  403, "limit of rules.conf:1: 2 active by caller");
	ck_assert_ptr_null(strstr(last_line(), "\"places\""));
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:1\""));
	/* Another one is counted for itself. */
	call(200, "4", "d");
	call(200, "5", "d");
	call(403, "6", "d");
}
END_TEST

static const char *const endings[] = { "FINISH", "BUSY", "FAILED" };

START_TEST(who_ends_gives_the_place_back)
{
	start_hooks("limit call 1 active by caller\n", NULL);
	call(200, "1", "c");
	call_becomes("1", "RING");
	call_becomes("1", "ESTABLISHED");
	settle(_i & 1);
	call(403, "2", "c");
	call_becomes("1", endings[_i / 2]);
	settle(_i & 1);
	call(200, "3", "c");
	call(403, "4", "c");
}
END_TEST

START_TEST(a_refused_call_that_wcs_reports_as_failed_gives_back_nothing)
{
	start_hooks("limit call 1 active by caller\n", NULL);
	call(200, "1", "c");
	call(403, "2", "c");
	call_becomes("2", "FAILED");
	settle(_i);
	call(403, "3", "c");
}
END_TEST

START_TEST(the_end_of_a_connection_gives_the_places_of_its_calls_back)
{
	start_hooks("limit call 2 active by caller\n", NULL);
	ask_for(200, "connect", "s", "\"origin\":\"o\"");
	ask_for(200, "connect", "t", "\"origin\":\"o\"");
	call(200, "1", "c");
	ask_for(200, "call", "t", "\"callId\":\"2\",\"caller\":\"c\"");
	settle(_i);
	call(403, "3", "c");
	ask_for(200, "ConnectionStatusEvent", "s",
		"\"status\":\"DISCONNECTED\"");
	settle(_i);
	ask_for(200, "call", "t", "\"callId\":\"4\",\"caller\":\"c\"");
	ask_for(403, "call", "t", "\"callId\":\"5\",\"caller\":\"c\"");
}
END_TEST

/* As the configuration below has it. */
static const struct patience as_configured = {
	.before = { 86400 * SECOND, 86400 * SECOND, 100 * SECOND },
	.after = { 86400 * SECOND, 86400 * SECOND, 3600 * SECOND },
};

START_TEST(who_is_silent_for_too_long_gives_the_place_back)
{
	const char *place = "call by caller = c";
	moment t = now();

	start_hooks("limit call 2 active by caller\n",
		    "stale_ringing = 100s\nstale_call = 1h\n");
	put_placed(t - 90 * SECOND, "call", "s", place, "\"callId\":\"1\"");
	put_placed(t - 110 * SECOND, "call", "s", place, "\"callId\":\"2\"");
	if (_i)
		fold_upto("state", &as_configured, 0);
	call(200, "3", "c");
	call(403, "4", "c");
	call_becomes("3", "FINISH");
	/* One that was answered may be silent for longer. */
	put_placed(t - 200 * SECOND, "call", "s", place, "\"callId\":\"5\"");
	put(t - 190 * SECOND, "CallStatusEvent", 200, "s",
	    "\"callId\":\"5\",\"status\":\"ESTABLISHED\"");
	if (_i)
		fold_upto("state", &as_configured, 0);
	call(403, "6", "c");
}
END_TEST

START_TEST(a_hook_that_comes_again_takes_no_second_place)
{
	start_hooks("limit call 1 active by caller\n"
		    "limit call 1 per hour by caller\n",
		    NULL);
	call(200, "1", "c");
	settle(_i);
	call(200, "1", "c");
	call(200, "1", "c");
	settle(_i);
	call(403, "2", "c");
	call(200, "1", "c");
}
END_TEST

/* A client can say what it likes; WCS sends again three times at most. */
START_TEST(the_same_hook_again_and_again_is_no_way_around_a_rate)
{
	int i;

	start_hooks("limit sendMessage 2 per hour by from\n", NULL);
	for (i = 0; i < 4; i++) {
		ask_for(200, "sendMessage", "s", "\"id\":\"1\",\"from\":\"m\"");
		settle(_i);
	}
	ask_for(403, "sendMessage", "s", "\"id\":\"1\",\"from\":\"m\"");
	ask_for(403, "sendMessage", "s", "\"id\":\"2\",\"from\":\"m\"");
	ask_for(200, "sendMessage", "s", "\"id\":\"1\",\"from\":\"n\"");
}
END_TEST

START_TEST(what_was_let_pass_keeps_its_place_when_it_is_refused_later)
{
	start_hooks("deny call if callee is p\n"
		    "limit call 1 active by caller\n",
		    NULL);
	call(200, "1", "c");
	settle(_i);
	ask_for(403, "call", "s",
		"\"callId\":\"1\",\"caller\":\"c\",\"callee\":\"p\"");
	settle(_i);
	call(403, "2", "c");
}
END_TEST

START_TEST(each_hook_that_begins_nothing_counts)
{
	int i;

	start_hooks("limit hold 2 per minute by callId\n", NULL);
	for (i = 0; i < 2; i++) {
		ask_for(200, "hold", "s", "\"callId\":\"1\"");
		settle(_i);
	}
	ask_for(403, "hold", "s", "\"callId\":\"1\"");
}
END_TEST

START_TEST(ids_that_begin_alike_are_not_the_same)
{
	char id[3000];

	start_hooks("limit call 1 active by caller\n", "body_max = 8k\n");
	memset(id, 'x', sizeof id);
	id[sizeof id - 1] = '\0';
	ask_for(200, "call", "s", "\"callId\":\"0\",\"caller\":\"d\"");
	for (id[2997] = 'a'; id[2997] < 'e'; id[2997]++) {
		struct reply r = hook_with("call",
					   "{\"sessionId\":\"s\",\"callId\":"
					   "\"%s\",\"caller\":\"c\"}",
					   id);

		ck_assert_int_eq(r.status, id[2997] == 'a' ? 200 : 403);
	}
}
END_TEST

START_TEST(a_limit_of_nothing_lets_nothing_pass)
{
	start_hooks("limit call 0 active by caller if callee is x\n"
		    "limit sendMessage 0 per day by from\n",
		    NULL);
	call(403, "1", "c");
	ask_for(403, "sendMessage", "s", "\"id\":\"1\",\"from\":\"a\"");
	ask_for(200, "call", "s", "\"callId\":\"1\",\"caller\":\"c\"");
}
END_TEST

START_TEST(every_limit_that_holds_applies)
{
	start_hooks("limit call 2 active by caller\n"
		    "limit call 3 active by appKey\n"
		    "limit call 1 active by callee if callee is boss\n",
		    NULL);
	call(200, "1", "c");
	ck_assert_ptr_nonnull(strstr(
	    last_line(),
	    ",\"places\":[\"call by caller = c\",\"call by appKey = a\"],"));
	call(200, "2", "c");
	call(403, "3", "c");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:1\""));
	ask_for(200, "call", "s",
		"\"callId\":\"4\",\"caller\":\"d\",\"callee\":\"boss\"");
	call(403, "5", "e");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:2\""));
	/* None of the refused has taken a place of the limits that let it. */
	call_becomes("1", "FINISH");
	ask_for(403, "call", "s",
		"\"callId\":\"6\",\"caller\":\"e\",\"callee\":\"boss\"");
	ck_assert_ptr_nonnull(strstr(last_line(), "\"rule\":\"rules.conf:3\""));
	settle(_i);
	call(200, "7", "e");
}
END_TEST

START_TEST(a_connection_and_a_stream_are_counted_as_calls_are)
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
END_TEST

static const char *const nameless[] = {
	"\"caller\":\"c\"",
	"\"callId\":\"\",\"caller\":\"c\"",
	"\"callId\":null,\"caller\":\"c\"",
	"\"callId\":[\"1\"],\"caller\":\"c\"",
	"\"callId\":\"\\u0000\",\"caller\":\"c\"",
};

START_TEST(who_leaves_out_the_id_does_not_escape_the_count)
{
	start_hooks("limit call 1 active by caller\n"
		    "limit sendMessage 9 active by from\n"
		    "limit call 9 per day by appKey\n",
		    NULL);
	ask_for(403, "call", "s", nameless[_i]);
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "limit of rules.conf:1: it has no id"));
	ck_assert_ptr_null(strstr(last_line(), "\"places\""));
	/* Of what is no call there is nothing to count. */
	ask_for(200, "sendMessage", "s", "\"from\":\"c\"");
	ask_for(200, "call", "s", "\"callee\":\"c\"");
}
END_TEST

START_TEST(an_id_of_a_call_that_is_over_is_no_way_around_the_count)
{
	start_hooks("limit call 1 active by caller\n", NULL);
	call(200, "1", "c");
	call_becomes("1", "FINISH");
	call(200, "2", "c");
	call_becomes("2", "BUSY");
	settle(_i);
	call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:1: what has its id is over"));
	call(403, "2", "c");
	/* Nor for another caller, whose first one it would be. */
	call(403, "1", "d");
	call(200, "3", "c");
	call(403, "4", "c");
	call(200, "3", "c");
}
END_TEST

START_TEST(who_has_no_connection_any_more_has_no_call_either)
{
	start_hooks("limit call 2 active by caller\n"
		    "limit publishStream 1 active by name\n",
		    NULL);
	ask_for(200, "connect", "s", "\"origin\":\"o\"");
	call(200, "1", "c");
	ask_for(200, "ConnectionStatusEvent", "s",
		"\"status\":\"DISCONNECTED\"");
	settle(_i);
	call(403, "2", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:1: its connection is over"));
	ask_for(403, "publishStream", "s",
		"\"mediaSessionId\":\"3\",\"name\":\"n\"");
	ask_for(200, "call", "t", "\"callId\":\"4\",\"caller\":\"c\"");
}
END_TEST

/* The browser chooses the id. */
START_TEST(the_id_of_a_call_that_goes_on_is_no_way_around_the_count)
{
	start_hooks("limit call 1 active by caller\n"
		    "limit call 9 per hour by caller\n",
		    NULL);
	call(200, "1", "c");
	call(200, "1", "c");
	call_becomes("1", "TRYING");
	settle(_i);
	call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:1: what has its id goes on"));
	call_becomes("1", "ESTABLISHED");
	settle(_i);
	call(403, "1", "d");
	/* It has its place still. */
	call(403, "2", "c");
	call_becomes("1", "FINISH");
	call(200, "3", "c");
	/* WCS says it was tried before anybody heard that it was asked for. */
	call_becomes("4", "TRYING");
	settle(_i);
	call(200, "4", "d");
}
END_TEST

START_TEST(a_call_that_goes_on_is_counted_each_time_by_a_rate)
{
	start_hooks("limit call 2 per hour by caller\n", NULL);
	call(200, "1", "c");
	call_becomes("1", "TRYING");
	settle(_i);
	call(200, "1", "c");
	call(403, "1", "c");
}
END_TEST

START_TEST(a_call_is_asked_for_again_three_times_at_most)
{
	int i;

	start_hooks("limit call 1 active by caller\n"
		    "limit call 1 active by appKey\n",
		    NULL);
	for (i = 0; i < 4; i++) {
		call(200, "1", "c");
		settle(_i);
	}
	call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:1: it came again too often"));
	call(403, "2", "d");
	call_becomes("1", "FINISH");
	call(200, "2", "d");
	call(200, "2", "d");
}
END_TEST

static const char *const left_out[] = {
	"redact = callId\n",
	"drop = callId\n",
	"redact = sessionId\n",
};

START_TEST(what_the_journal_leaves_out_tells_no_call_from_another)
{
	start_hooks("limit call 2 active by caller\n", left_out[_i]);
	call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:1: it has no id"));
}
END_TEST

/* The names of a session and an id, and the session. */
static const char *const spellings[][3] = {
	{ "sessionId", "callId", "7" },
	{ "sessionId", "callId", "[\"s\"]" },
	{ "sessionId", "callId", "\"s\\ud800\"" },
	{ "sessionId", "callId", "\"s\\u0000\"" },
	{ "session\\u0049d", "callId", "\"s\"" },
	{ "sessionId", "c\\u0061ll\\u0049d", "\"s\"" },
};

START_TEST(no_spelling_is_a_way_around_the_count)
{
	const char *const *spelling = spellings[_i];
	int i, passed = 0;

	start_hooks("limit call 1 active by caller\n", NULL);
	for (i = 0; i < 3; i++) {
		passed +=
		    hook_with("call",
			      "{\"caller\":\"c\",\"%s\":%s,\"%s\":\"%d\"}",
			      spelling[0], spelling[2], spelling[1], i)
			.status == 200;
		settle(i);
	}
	ck_assert_int_le(passed, 1);
}
END_TEST

START_TEST(more_limits_than_a_line_can_name_let_nothing_pass)
{
	char rules[4096] = "";
	size_t len = 0;
	int i;

	for (i = 0; i < 17; i++)
		len += (size_t)snprintf(
		    rules + len, sizeof rules - len,
		    "limit call %d active by caller if not x%d exists\n",
		    i < 16 ? 9 : 1, i);
	start_hooks(rules, NULL);
	call(403, "1", "c");
	ck_assert_ptr_nonnull(
	    strstr(last_line(), "rules.conf:17: more limits are about it"));
	ask_for(200, "call", "s", "\"callId\":\"2\",\"caller\":\"c\",\"x0\":1");
	ask_for(403, "call", "s", "\"callId\":\"3\",\"caller\":\"c\",\"x0\":1");
}
END_TEST

void
tests(TCase *t)
{
	tcase_add_loop_test(
	    t, who_has_no_connection_any_more_has_no_call_either, 0, 2);
	tcase_add_loop_test(
	    t, the_id_of_a_call_that_goes_on_is_no_way_around_the_count, 0, 2);
	tcase_add_loop_test(
	    t, a_call_that_goes_on_is_counted_each_time_by_a_rate, 0, 2);
	tcase_add_loop_test(t, a_call_is_asked_for_again_three_times_at_most, 0,
			    2);
	tcase_add_loop_test(
	    t, what_the_journal_leaves_out_tells_no_call_from_another, 0,
	    ROWS(left_out));
	tcase_add_loop_test(t, no_spelling_is_a_way_around_the_count, 0,
			    ROWS(spellings));
	tcase_add_test(t, more_limits_than_a_line_can_name_let_nothing_pass);
	tcase_add_loop_test(
	    t, an_id_of_a_call_that_is_over_is_no_way_around_the_count, 0, 2);
	tcase_add_loop_test(t, who_leaves_out_the_id_does_not_escape_the_count,
			    0, ROWS(nameless));
	tcase_add_loop_test(t, no_more_are_active_at_once_than_it_says, 0, 2);
	tcase_add_loop_test(t, who_ends_gives_the_place_back, 0,
			    2 * ROWS(endings));
	tcase_add_loop_test(
	    t, a_refused_call_that_wcs_reports_as_failed_gives_back_nothing, 0,
	    2);
	tcase_add_loop_test(
	    t, the_end_of_a_connection_gives_the_places_of_its_calls_back, 0,
	    2);
	tcase_add_loop_test(t, who_is_silent_for_too_long_gives_the_place_back,
			    0, 2);
	tcase_add_loop_test(t, a_hook_that_comes_again_takes_no_second_place, 0,
			    2);
	tcase_add_loop_test(
	    t, the_same_hook_again_and_again_is_no_way_around_a_rate, 0, 2);
	tcase_add_loop_test(
	    t, what_was_let_pass_keeps_its_place_when_it_is_refused_later, 0,
	    2);
	tcase_add_loop_test(t, each_hook_that_begins_nothing_counts, 0, 2);
	tcase_add_test(t, ids_that_begin_alike_are_not_the_same);
	tcase_add_test(t, a_limit_of_nothing_lets_nothing_pass);
	tcase_add_loop_test(t, every_limit_that_holds_applies, 0, 2);
	tcase_add_loop_test(
	    t, a_connection_and_a_stream_are_counted_as_calls_are, 0, 2);
}
