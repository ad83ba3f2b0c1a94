/* policy_limits: the value that a limit counts by, and its window. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"
#include "support/state_fixture.h"

/* A window, its length, and its name in the reason. */
static const struct {
	const char *window;
	int64_t length;
} windows[] = {
	{ "second", SECOND_US },
	{ "minute", 60 * SECOND_US },
	{ "hour", 3600 * SECOND_US },
	{ "day", 86400 * SECOND_US },
};

TEST_LOOP(a_window_slides, 2 * ROWS(windows))
{
	const char *place = "sendMessage rate by from = m";
	const int64_t length = windows[_i / 2].length;
	char rules[128], body[128];
	timestamp t = state_now();

	snprintf(rules, sizeof rules, "limit sendMessage 3 per %s by from\n",
		 windows[_i / 2].window);
	hook_start(rules, NULL);
	/*
	 * Before the window, near its end, and just now; a window of a second
	 * is too short for the second case.
	 */
	state_put_placed(t - length - SECOND_US, "sendMessage", "s", place,
			 "\"id\":\"1\"");
	if (length > SECOND_US)
		state_put_placed(t - length + 30 * SECOND_US, "sendMessage",
				 "s", place, "\"id\":\"2\"");
	else
		state_put_placed(t, "sendMessage", "s", place, "\"id\":\"2\"");
	state_put_placed(t, "sendMessage", "s", place, "\"id\":\"3\"");
	hook_settle(_i & 1);
	hook_check_status(200, "sendMessage", "s",
			  "\"id\":\"4\",\"from\":\"m\"");
	if (length > SECOND_US) {
		snprintf(body, sizeof body,
			 "limit of rules.conf:1: 3 per %s by from",
			 windows[_i / 2].window);
		hook_check_denied("sendMessage",
				  "{\"id\":\"5\",\"from\":\"m\"}", 403, body);
	}
	hook_check_status(200, "sendMessage", "s",
			  "\"id\":\"6\",\"from\":\"other\"");
}

/*
 * A record of another process may be a little later and yet be written before.
 */
TEST_LOOP(a_clock_that_was_set_back_denies_no_hook, 2)
{
	const char *place = "sendMessage rate by from = m";
	timestamp t = state_now();

	hook_start("limit sendMessage 1 per minute by from\n", NULL);
	state_put_placed(t + 600 * SECOND_US, "sendMessage", "s", place,
			 "\"id\":\"1\"");
	hook_settle(_i);
	hook_check_status(200, "sendMessage", "s",
			  "\"id\":\"2\",\"from\":\"m\"");
	hook_check_status(403, "sendMessage", "s",
			  "\"id\":\"3\",\"from\":\"m\"");
	hook_start("limit sendMessage 1 per second by from\n", NULL);
	state_put_placed(state_now() + 2 * SECOND_US, "sendMessage", "s",
			 "sendMessage rate by from = n", "\"id\":\"4\"");
	hook_settle(_i);
	hook_check_status(403, "sendMessage", "s",
			  "\"id\":\"5\",\"from\":\"n\"");
}

/* The end of a call that was made while the clock was ahead may never come. */
TEST_LOOP(a_clock_that_was_ahead_locks_nobody_out_for_days, 4)
{
	timestamp ahead = state_now() + 3 * DAY_US;

	hook_start("limit call 1 active by caller\n", NULL);
	state_put_placed(ahead, "call", "s", "call by caller = c",
			 "\"callId\":\"1\",\"caller\":\"c\"");
	if (_i / 2)
		state_put(ahead + SECOND_US, "CallStatusEvent", 200, "s",
			  "\"callId\":\"1\",\"status\":\"ESTABLISHED\"");
	hook_settle(_i & 1);
	hook_check_call(200, "2", "c");
	hook_check_call(403, "3", "c");
	hook_call_becomes("2", "FINISH");
	hook_check_call(200, "4", "c");
}

TEST_LOOP(an_ended_call_still_counts_within_the_window, 2)
{
	hook_start("limit call 1 per day by caller\n", NULL);
	hook_check_status(200, "call", "s",
			  "\"callId\":\"1\",\"caller\":\"c\"");
	hook_check_status(200, "CallStatusEvent", "s",
			  "\"callId\":\"1\",\"status\":\"FINISH\"");
	hook_settle(_i);
	hook_check_status(403, "call", "s",
			  "\"callId\":\"2\",\"caller\":\"c\"");
}

static const struct {
	const char *by;
	const char *one;
	const char *same;    /* counted together with it; NULL: no value is */
	const char *another; /* counted separately */
	const char *place;   /* its slot; NULL: none */
} counted_by[] = {
	{ "caller", "\"caller\":\"7\"", "\"c\\u0061ller\":\"\\u0037\"",
	  "\"caller\":\"07\"", "call by caller = 7" },
	/* A number is counted like its text. */
	{ "port", "\"port\":5060", "\"port\":\"5060\"", "\"port\":5060.0",
	  "call by port = 5060" },
	{ "hasVideo", "\"hasVideo\":true", "\"hasVideo\":true",
	  "\"hasVideo\":false", "call by hasVideo = true" },
	{ "custom.user.id", "\"custom\":{\"user\":{\"id\":\"u\"}}",
	  "\"custom\":{\"x\":1,\"user\":{\"id\":\"u\"}}",
	  "\"custom\":{\"id\":\"u\"}", "call by custom.user.id = u" },
	{ "caller", "\"caller\":\"\"", "\"caller\":\"\"", "\"caller\":\" \"",
	  "call by caller = " },
	{ "caller", "\"caller\":\"a\",\"caller\":\"b\"", "\"caller\":\"b\"",
	  "\"caller\":\"a\"", "call by caller = b" },
	{ "caller", "\"caller\":\"\\\"\\n\"", "\"caller\":\"\\\"\\u000a\"",
	  "\"caller\":\"n\"", "call by caller = \\\"\\n" },
	/* A missing member is not counted. */
	{ "caller", "\"callee\":\"x\"", NULL, "\"callee\":\"x\"", NULL },
	{ "caller", "\"caller\":null", NULL, "\"caller\":null", NULL },
	{ "caller.a", "\"caller\":\"x\"", NULL, "\"caller\":\"x\"", NULL },
};

TEST_LOOP(a_limit_counts_by_the_value_of_a_field, ROWS(counted_by))
{
	char rules[128], members[256], place[128];

	snprintf(rules, sizeof rules, "limit call 1 active by %s\n",
		 counted_by[_i].by);
	hook_start(rules, NULL);
	snprintf(members, sizeof members, "\"callId\":\"1\",%s",
		 counted_by[_i].one);
	hook_check_status(200, "call", "s", members);
	snprintf(place, sizeof place, ",\"slots\":[\"%s\"],",
		 counted_by[_i].place);
	if (counted_by[_i].place)
		ck_assert_msg(strstr(journal_last_line(), place) != NULL, "%s",
			      journal_last_line());
	else
		ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
	snprintf(members, sizeof members, "\"callId\":\"2\",%s",
		 counted_by[_i].another);
	hook_check_status(200, "call", "s", members);
	if (!counted_by[_i].same)
		return;
	snprintf(members, sizeof members, "\"callId\":\"3\",%s",
		 counted_by[_i].same);
	hook_check_status(403, "call", "s", members);
}

/* Clients may send any value: other types, or strings with a NUL. */
static const struct {
	const char *one;
	const char *another; /* counted separately */
} unusual_values[] = {
	{ "[1]", "[2]" },
	{ "{\"a\":\"1\"}", "{\"a\":\"2\"}" },
	{ "[]", "{}" },
	{ "\"a\\u0000\"", "\"a\"" },
	{ "\"a\\u0000b\"", "\"a\\u0000c\"" },
	{ "\"\\u0000\"", "\"\"" },
	{ "\"\\ud800\"", "\"\\ud800x\"" },
};

TEST_LOOP(no_value_evades_the_limit, ROWS(unusual_values))
{
	char members[256];
	int i;

	hook_start("limit call 1 active by custom.user\n"
		   "deny call if not custom.user exists\n",
		   NULL);
	for (i = 0; i < 3; i++) {
		snprintf(members, sizeof members,
			 "\"callId\":\"%d\",\"custom\":{\"user\":%s}", i,
			 i == 2 ? unusual_values[_i].another
				: unusual_values[_i].one);
		hook_check_status(i == 1 ? 403 : 200, "call", "s", members);
		hook_settle(i);
	}
	hook_check_status(403, "call", "s",
			  "\"callId\":\"4\",\"custom\":{\"user\":null}");
	hook_check_status(403, "call", "s",
			  "\"callId\":\"5\",\"custom\":\"user\"");
}

/* Limits by a secret or with a secret in a condition, and bodies. */
static const struct {
	const char *limit;
	const char *members;
} secrets[] = {
	{ "sipPassword", "\"sipPassword\":\"S3cret\"" },
	{ "custom.token", "\"custom\":{\"token\":\"S3cret\"}" },
	{ "token.inner", "\"token\":{\"inner\":\"S3cret\"}" },
	{ "custom", "\"custom\":{\"token\":\"S3cret\"}" },
	{ "sdp", "\"sdp\":\"S3cret\"" },
	{ "caller if custom.token is S3cret",
	  "\"caller\":\"c\",\"custom\":{\"token\":\"S3cret\"}" },
	{ "caller if not token ~ S3cret", "\"caller\":\"c\"" },
};

TEST_LOOP(a_secret_is_counted_and_never_recorded, ROWS(secrets))
{
	char rules[128], members[256];
	int i;

	snprintf(rules, sizeof rules, "limit call 1 active by %s\n",
		 secrets[_i].limit);
	hook_start(rules, NULL);
	for (i = 0; i < 2; i++) {
		snprintf(members, sizeof members, "\"callId\":\"%d\",%s", i,
			 secrets[_i].members);
		hook_check_status(i ? 403 : 200, "call", "s", members);
		history_fold();
	}
	ck_assert_ptr_nonnull(strstr(journal_text(), "\"slots\":[\"call by "));
	ck_assert_uint_eq(state_count("S3cret"), 0);
	ck_assert_ptr_null(strstr(log_capture_text(), "S3cret"));
}

TEST(a_value_of_any_length_is_counted_in_a_short_line)
{
	char caller[1001], members[1200];
	int i;

	hook_start("limit call 1 active by caller\n", NULL);
	memset(caller, 'x', sizeof caller - 1);
	caller[1000] = '\0';
	for (i = 0; i < 3; i++) {
		caller[999] = i == 2 ? 'y' : 'x';
		snprintf(members, sizeof members,
			 "\"callId\":\"%d\",\"caller\":\"%s\"", i, caller);
		hook_check_status(i == 1 ? 403 : 200, "call", "s", members);
	}
	ck_assert_uint_eq(count_of(journal_text(), caller), 1);
}
