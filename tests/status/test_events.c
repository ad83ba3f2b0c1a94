/* The feed of events: what is new, what is chosen, and what is left out. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/fold_fixture.h"
#include "support/harness.h"
#include "support/status_client.h"

static const char *
hooks(const char *parameters)
{
	return all_of(json_of("/status/events%s", parameters), "events",
		      "hook");
}

static void
have_events(void)
{
	timestamp t = now();

	put(t - 2 * A_DAY, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	put(t - A_SECOND, "call", 200, "s",
	    "\"callId\":\"a\",\"caller\":\"10001\",\"callee\":\"10002\"");
	put(t - A_SECOND, "CallStatusEvent", 200, "s",
	    "\"callId\":\"a\",\"status\":\"RING\"");
	put(t - A_SECOND, "sendMessage", 403, "s",
	    "\"id\":\"m\",\"from\":\"10003\",\"to\":\"10002\"");
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(the_latest_come_first_over_days)
{
	have_events();
	ck_assert_str_eq(hooks(""), "sendMessage CallStatusEvent call connect");
	ck_assert_str_eq(hooks("?limit=2"), "sendMessage CallStatusEvent");
	ck_assert_str_eq(member(json_of("/status/events?limit=2"), "cut"),
			 "true");
	ck_assert_str_eq(member(json_of("/status/events"), "cut"), "false");
}

TEST(each_filter_chooses)
{
	have_events();
	ck_assert_str_eq(hooks("?hook=callstatusevent"), "CallStatusEvent");
	ck_assert_str_eq(hooks("?hook=cal"), "");
	ck_assert_str_eq(hooks("?user=10002"), "sendMessage call");
	ck_assert_str_eq(hooks("?user=1000"), "");
	ck_assert_str_eq(hooks("?app=defaultApp&user=10001"), "call connect");
	ck_assert_str_eq(hooks("?app=other"), "");
	ck_assert_str_eq(hooks("?outcome=refused"), "sendMessage");
	ck_assert_str_eq(hooks("?outcome=403"), "sendMessage");
	ck_assert_str_eq(hooks("?outcome=answered&hook=call"), "call");
	ck_assert_str_eq(hooks("?outcome=warned"), "");
}

TEST(a_line_that_another_program_wrote_is_chosen_the_same)
{
	static const char line[] =
	    "{\"body\":{\"caller\":\"10009\",\"status\":\"x\"},\"us\":7,"
	    "\"status\":403,\"odd\":[\"a\"],\"hook\":\"c\\u0061ll\","
	    "\"time\":\"2026-11-23T10:48:07Z\"}\n";

	have_events();
	journal_add("state", file_of(now()), line, sizeof line - 1);
	ck_assert_str_eq(hooks("?hook=CALL"), "call call");
	ck_assert_str_eq(hooks("?outcome=warned"), "call");
	ck_assert_str_eq(hooks("?user=10009&outcome=refused"), "call");
}

TEST(what_came_since_is_told_once)
{
	const char *next;
	char after[64];

	have_events();
	next = member(json_of("/status/events"), "next");
	snprintf(after, sizeof after, "?after=%s", next);
	ck_assert_str_eq(hooks(after), "");
	put(now(), "hangup", 200, "s", "\"callId\":\"a\"");
	put(now() + A_DAY, "connect", 200, "t", "\"sipLogin\":\"1\"");
	ck_assert_str_eq(hooks(after), "connect hangup");
	next = member(json_of("/status/events%s", after), "next");
	snprintf(after, sizeof after, "?after=%s", next);
	ck_assert_str_eq(hooks(after), "");
	ck_assert_str_eq(hooks("?after=00000000.0"), hooks(""));
}

TEST(a_line_that_is_not_whole_waits)
{
	static const char half[] = "{\"time\":\"2026-11-23T10:48:07Z\",";
	static const char rest[] = "\"hook\":\"late\",\"status\":200}\n";
	char after[64];

	have_events();
	journal_add("state", file_of(now()), half, sizeof half - 1);
	snprintf(after, sizeof after, "?after=%s",
		 member(json_of("/status/events"), "next"));
	ck_assert_str_eq(hooks(after), "");
	journal_add("state", file_of(now()), rest, sizeof rest - 1);
	ck_assert_str_eq(hooks(after), "late");
}

TEST(a_file_that_was_cut_off_is_told_from_its_beginning)
{
	char after[64], path[128];

	have_events();
	snprintf(after, sizeof after, "?after=%s",
		 member(json_of("/status/events"), "next"));
	snprintf(path, sizeof path, "state/journal/%s", file_of(now()));
	ck_assert_int_eq(truncate(path, 0), 0);
	put(now(), "hangup", 200, "s", "\"callId\":\"a\"");
	ck_assert_str_eq(hooks(after), "hangup");
}

TEST(an_event_leads_to_what_it_is_about)
{
	struct json_object *o;

	have_events();
	o = json_of("/status/events");
	ck_assert_str_eq(all_of(o, "events", "about"),
			 "message call call connection");
	ck_assert_str_eq(all_of(o, "events", "id"), "m a a n@1 s");
	o = json_of("/status/events?user=10002");
	ck_assert_str_eq(all_of(o, "events", "connection"), "n@1 s n@1 s");
}

TEST(without_a_journal_there_are_none)
{
	struct json_object *o = json_of("/status/events");

	ck_assert_str_eq(all_of(o, "events", "hook"), "");
	ck_assert_str_eq(member(o, "next"), "00000000.0");
}
