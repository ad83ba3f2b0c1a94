/* One entity, with its whole history. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"

static const char *
step(struct json_object *o, size_t n, const char *name)
{
	struct json_object *history;

	ck_assert(json_object_object_get_ex(o, "history", &history));
	ck_assert_uint_lt(n, json_object_array_length(history));
	return member(json_object_array_get_idx(history, n), name);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(a_call_is_told_step_by_step)
{
	timestamp t = now() - AN_HOUR;
	struct json_object *o;
	const char *text;

	put(t - A_SECOND, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	put_call(t, "2f1b1a40-1d0c", "10001", "10002");
	put(t + 60 * A_SECOND, "hangup", 200, "s",
	    "\"callId\":\"2f1b1a40-1d0c\"");
	o = json_line(said(tool("show", "--json", "2f1b", NULL)), 0);
	ck_assert_str_eq(member(o, "about"), "call");
	ck_assert_str_eq(member(o, "status"), "FINISH");
	ck_assert_str_eq(member(o, "live"), "false");
	ck_assert_str_eq(member(o, "talked"), "60.000");
	ck_assert_str_eq(member(o, "connection"), "n@1 s");
	ck_assert_str_eq(step(o, 0, "hook"), "call");
	ck_assert_str_eq(step(o, 2, "status"), "ESTABLISHED");
	ck_assert_str_eq(step(o, 2, "after"), "1.000");
	ck_assert_str_eq(step(o, 3, "hook"), "hangup");
	ck_assert_str_eq(step(o, 4, "after"), "61.000");
	ck_assert_str_eq(step(o, 4, "http"), "200");
	text = said(tool("show", "2f1b1a40-1d0c", NULL));
	ck_assert_ptr_nonnull(strstr(text, "+61.000  200  CallStatusEvent"));
}

TEST(steps_that_came_late_stand_where_they_belong)
{
	timestamp t = now() - AN_HOUR;
	struct json_object *o;

	put(t + 2 * A_SECOND, "CallStatusEvent", 200, "s",
	    "\"callId\":\"late\",\"status\":\"RING\"");
	put(t, "call", 200, "s", "\"callId\":\"late\"");
	o = json_line(said(tool("show", "late", "--json", NULL)), 0);
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
	timestamp t = now() - AN_HOUR;
	size_t i;

	put(t, "connect", 200, session, "\"sipLogin\":\"10001\"");
	put(t + 1, "ConnectionStatusEvent", 200, session,
	    "\"status\":\"ESTABLISHED\"");
	put(t + 2, "RegistrationStatusEvent", 200, session,
	    "\"status\":\"REGISTERED\"");
	put(t + 3, "call", 200, session, "\"callId\":\"c\"");
	put(t, "connect", 200, "/10.0.0.1:1/2", "\"sipLogin\":\"10002\"");
	for (i = 0; i < ROWS(ids); i++) {
		struct json_object *o;

		o = json_line(said(tool("show", "--json", ids[i], NULL)), 0);
		ck_assert_str_eq(member(o, "about"), "connection");
		ck_assert_str_eq(member(o, "src"), "10001");
		ck_assert_str_eq(member(o, "direction"), "");
		ck_assert_str_eq(member(o, "registration"), "REGISTERED");
		ck_assert_str_eq(member(o, "calls"), "1");
		ck_assert_str_eq(step(o, 2, "status"), "REGISTERED");
	}
}

TEST(what_an_id_leaves_open_is_listed)
{
	timestamp t = now() - AN_HOUR;
	struct outcome r;

	put(t, "call", 200, "s", "\"callId\":\"abcd-1\"");
	put(t, "publishStream", 200, "s", "\"mediaSessionId\":\"abcd-2\"");
	put(t, "sendMessage", 200, "s", "\"id\":\"abcd-3\"");
	r = tool("show", "abcd", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_uint_eq(count_lines(r.out), 3);
	ck_assert_ptr_nonnull(strstr(r.out, "stream        abcd-2\n"));
	ck_assert_ptr_nonnull(strstr(r.err, "3 begin so"));
	r = tool("show", "abcd", "--json", NULL);
	ck_assert_str_eq(member(json_line(r.out, 0), "about"), "call");
	/* Whole, or only so much that nothing else begins so. */
	ck_assert_int_eq(tool("show", "abcd-2", NULL).code, 0);
	r = tool("show", "abc", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.err, "there is no \"abc\""));
}

TEST(one_id_in_two_sessions_is_told_twice)
{
	timestamp t = now() - AN_HOUR;
	const char *lines;

	put(t, "call", 200, "one", "\"callId\":\"same\"");
	put(t, "OnCallEvent", 200, "two", "\"callId\":\"same\"");
	put(t, "sendMessage", 200, "one", "\"id\":\"both\"");
	put(t, "OnMessageEvent", 200, "two", "\"id\":\"both\"");
	lines = said(tool("show", "same", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	lines = said(tool("show", "both", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
}

TEST(a_short_id_is_found_when_it_is_whole)
{
	put(now() - AN_HOUR, "call", 200, "s", "\"callId\":\"7\"");
	ck_assert_str_eq(
	    member(json_line(said(tool("show", "7", "--json", NULL)), 0), "id"),
	    "7");
}
