/* show: an entity with its whole history. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

static const char *
step(struct json_object *o, size_t n, const char *name)
{
	struct json_object *history;

	ck_assert(json_object_object_get_ex(o, "history", &history));
	ck_assert_uint_lt(n, json_object_array_length(history));
	return json_text_of(json_object_array_get_idx(history, n), name);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(a_call_is_shown_step_by_step)
{
	timestamp t = state_now() - HOUR_US;
	struct json_object *o;
	const char *text;

	state_put(t - SECOND_US, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put_call(t, "2f1b1a40-1d0c", "10001", "10002");
	state_put(t + 60 * SECOND_US, "hangup", 200, "s",
		  "\"callId\":\"2f1b1a40-1d0c\"");
	o = json_line_of(ctl_output(ctl_run("show", "--json", "2f1b", NULL)),
			 0);
	ck_assert_str_eq(json_text_of(o, "about"), "call");
	ck_assert_str_eq(json_text_of(o, "status"), "FINISH");
	ck_assert_str_eq(json_text_of(o, "live"), "false");
	ck_assert_str_eq(json_text_of(o, "billsec"), "60.000");
	ck_assert_str_eq(json_text_of(o, "connection"), "n@1 s");
	ck_assert_str_eq(step(o, 0, "hook"), "call");
	ck_assert_str_eq(step(o, 2, "status"), "ESTABLISHED");
	ck_assert_str_eq(step(o, 2, "after"), "1.000");
	ck_assert_str_eq(step(o, 3, "hook"), "hangup");
	ck_assert_str_eq(step(o, 4, "after"), "61.000");
	ck_assert_str_eq(step(o, 4, "http"), "200");
	text = ctl_output(ctl_run("show", "2f1b1a40-1d0c", NULL));
	ck_assert_ptr_nonnull(strstr(text, "+61.000  200  CallStatusEvent"));
}

TEST(a_clock_set_back_in_a_call_shows_no_negative_time)
{
	timestamp t = state_now() - 3 * HOUR_US;
	struct json_object *o;
	const char *text;

	state_put(t, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put(t, "call", 200, "s", "\"callId\":\"back\"");
	state_put(t + SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"back\",\"status\":\"ESTABLISHED\"");
	state_put(t + 31 * SECOND_US - HOUR_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"back\",\"status\":\"FINISH\"");
	o = json_line_of(ctl_output(ctl_run("show", "--json", "back", NULL)),
			 0);
	ck_assert_str_eq(json_text_of(o, "status"), "FINISH");
	ck_assert_str_eq(json_text_of(o, "answer"), "");
	ck_assert_str_eq(json_text_of(o, "billsec"), "");
	text = ctl_output(ctl_run("show", "back", NULL));
	ck_assert_ptr_null(strstr(text, "billsec"));
	text = ctl_output(ctl_run("calls", NULL));
	ck_assert_ptr_null(strstr(text, " -"));
	text = ctl_output(ctl_run("cdr", "--csv", NULL));
	ck_assert_ptr_null(strstr(text, ",-"));
}

TEST(late_steps_are_shown_in_their_order)
{
	timestamp t = state_now() - HOUR_US;
	struct json_object *o;

	state_put(t + 2 * SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"late\",\"status\":\"RING\"");
	state_put(t, "call", 200, "s", "\"callId\":\"late\"");
	o = json_line_of(ctl_output(ctl_run("show", "late", "--json", NULL)),
			 0);
	ck_assert_str_eq(step(o, 0, "hook"), "call");
	ck_assert_str_eq(step(o, 0, "after"), "0.000");
	ck_assert_str_eq(step(o, 1, "status"), "RING");
}

TEST(a_connection_is_found_by_its_session)
{
	static const char session[] = "/192.168.1.102:4388/192.168.1.101:8443";
	static const char *const ids[] = {
		session,
		"/192.168.1.102",
		"n@1 /192.168.1.102:4388/192.168.1.101:8443",
		"n@1 /192",
	};
	timestamp t = state_now() - HOUR_US;
	size_t i;

	state_put(t, "connect", 200, session, "\"sipLogin\":\"10001\"");
	state_put(t + 1, "ConnectionStatusEvent", 200, session,
		  "\"status\":\"ESTABLISHED\"");
	state_put(t + 2, "RegistrationStatusEvent", 200, session,
		  "\"status\":\"REGISTERED\"");
	state_put(t + 3, "call", 200, session, "\"callId\":\"c\"");
	state_put(t, "connect", 200, "/10.0.0.1:1/2", "\"sipLogin\":\"10002\"");
	for (i = 0; i < ROWS(ids); i++) {
		struct json_object *o;

		o = json_line_of(
		    ctl_output(ctl_run("show", "--json", ids[i], NULL)), 0);
		ck_assert_str_eq(json_text_of(o, "about"), "connection");
		ck_assert_str_eq(json_text_of(o, "src"), "10001");
		ck_assert_str_eq(json_text_of(o, "direction"), "");
		ck_assert_str_eq(json_text_of(o, "registration"), "REGISTERED");
		ck_assert_str_eq(json_text_of(o, "calls"), "1");
		ck_assert_str_eq(step(o, 2, "status"), "REGISTERED");
	}
}

TEST(an_ambiguous_id_lists_its_candidates)
{
	timestamp t = state_now() - HOUR_US;
	struct outcome r;

	state_put(t, "call", 200, "s", "\"callId\":\"abcd-1\"");
	state_put(t, "publishStream", 200, "s",
		  "\"mediaSessionId\":\"abcd-2\"");
	state_put(t, "sendMessage", 200, "s", "\"id\":\"abcd-3\"");
	r = ctl_run("show", "abcd", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_uint_eq(count_lines(r.out), 3);
	ck_assert_ptr_nonnull(strstr(r.out, "stream        abcd-2\n"));
	ck_assert_ptr_nonnull(strstr(r.err, "3 ids begin so"));
	r = ctl_run("show", "abcd", "--json", NULL);
	ck_assert_str_eq(json_text_of(json_line_of(r.out, 0), "about"), "call");
	/* A whole id, or a beginning that only one id has. */
	ck_assert_int_eq(ctl_run("show", "abcd-2", NULL).code, 0);
	r = ctl_run("show", "abc", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.err, "no id is or begins with \"abc\""));
}

TEST(one_id_in_two_sessions_is_shown_twice)
{
	timestamp t = state_now() - HOUR_US;
	const char *lines;

	state_put(t, "call", 200, "one", "\"callId\":\"same\"");
	state_put(t, "OnCallEvent", 200, "two", "\"callId\":\"same\"");
	state_put(t, "sendMessage", 200, "one", "\"id\":\"both\"");
	state_put(t, "OnMessageEvent", 200, "two", "\"id\":\"both\"");
	lines = ctl_output(ctl_run("show", "same", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	lines = ctl_output(ctl_run("show", "both", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
}

TEST(an_id_that_came_again_is_told_twice_or_by_name)
{
	timestamp t = state_now() - 3 * HOUR_US;
	const char *lines;

	state_put_call(t, "again", "10001", "10002");
	state_put_call(t + HOUR_US, "again", "10001", "10003");
	lines = ctl_output(ctl_run("show", "again", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "callid"),
			 "again");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "callid"),
			 "again~2");
	lines = ctl_output(ctl_run("show", "again~2", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "dst"), "10003");
	ck_assert_int_eq(ctl_run("show", "again~3", NULL).code, 1);
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("calls", NULL)), "again~2"));
}

TEST(a_transferred_call_is_found_by_its_target)
{
	timestamp t = state_now() - HOUR_US;
	struct json_object *o;

	state_put_call(t, "moved", "10001", "10002");
	state_put_call(t + 9 * SECOND_US, "other", "10001", "10002");
	state_put(t + 30 * SECOND_US, "transfer", 200, "s",
		  "\"callId\":\"moved\",\"target\":\"10003\"");
	state_put(t + 31 * SECOND_US, "TransferStatusEvent", 200, "s",
		  "\"callId\":\"moved\",\"status\":\"COMPLETED\"");
	o = json_line_of(
	    ctl_output(ctl_run("calls", "--user", "10003", "--json", NULL)), 0);
	ck_assert_str_eq(json_text_of(o, "callid"), "moved");
	ck_assert_uint_eq(
	    count_lines(ctl_output(ctl_run("calls", "--user", "10003", "--app",
					   "defaultApp", "--json", NULL))),
	    1);
	o = json_line_of(ctl_output(ctl_run("show", "moved", "--json", NULL)),
			 0);
	ck_assert_str_eq(json_text_of(o, "transferred_by"), "10001");
	ck_assert_str_eq(json_text_of(o, "transferred_to"), "10003");
	ck_assert_str_eq(json_text_of(o, "transfer"), "COMPLETED");
}

TEST(a_short_id_is_found_if_it_is_complete)
{
	state_put(state_now() - HOUR_US, "call", 200, "s", "\"callId\":\"7\"");
	ck_assert_str_eq(
	    json_text_of(
		json_line_of(ctl_output(ctl_run("show", "7", "--json", NULL)),
			     0),
		"callid"),
	    "7");
}
