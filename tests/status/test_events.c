/* events: new ones, filters, and lines that are left out. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static const char *
hooks(const char *parameters)
{
	return status_values(status_json("/status/events%s", parameters),
			     "events", "hook");
}

static void
have_events(void)
{
	timestamp t = state_now();

	state_put(t - 2 * DAY_US, "connect", 200, "s",
		  "\"sipLogin\":\"10001\"");
	state_put(t - SECOND_US, "call", 200, "s",
		  "\"callId\":\"a\",\"caller\":\"10001\",\"callee\":\"10002\"");
	state_put(t - SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"a\",\"status\":\"RING\"");
	state_put(t - SECOND_US, "sendMessage", 403, "s",
		  "\"id\":\"m\",\"from\":\"10003\",\"to\":\"10002\"");
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(the_latest_events_come_first_across_days)
{
	have_events();
	ck_assert_str_eq(hooks(""), "sendMessage CallStatusEvent call connect");
	ck_assert_str_eq(hooks("?limit=2"), "sendMessage CallStatusEvent");
	ck_assert_str_eq(
	    json_text_of(status_json("/status/events?limit=2"), "cut"), "true");
	ck_assert_str_eq(json_text_of(status_json("/status/events"), "cut"),
			 "false");
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

TEST(lines_of_other_programs_are_filtered_the_same)
{
	static const char line[] =
	    "{\"body\":{\"caller\":\"10009\",\"status\":\"x\"},\"us\":7,"
	    "\"status\":403,\"odd\":[\"a\"],\"hook\":\"c\\u0061ll\","
	    "\"time\":\"2026-11-23T10:48:07Z\"}\n";

	have_events();
	history_append("state", state_day_file(state_now()), line,
		       sizeof line - 1);
	ck_assert_str_eq(hooks("?hook=CALL"), "call call");
	ck_assert_str_eq(hooks("?outcome=warned"), "call");
	ck_assert_str_eq(hooks("?user=10009&outcome=refused"), "call");
}

TEST(new_events_are_sent_once)
{
	const char *next;
	char after[64];

	have_events();
	next = json_text_of(status_json("/status/events"), "next");
	snprintf(after, sizeof after, "?after=%s", next);
	ck_assert_str_eq(hooks(after), "");
	state_put(state_now(), "hangup", 200, "s", "\"callId\":\"a\"");
	state_put(state_now() + DAY_US, "connect", 200, "t",
		  "\"sipLogin\":\"1\"");
	ck_assert_str_eq(hooks(after), "connect hangup");
	next = json_text_of(status_json("/status/events%s", after), "next");
	snprintf(after, sizeof after, "?after=%s", next);
	ck_assert_str_eq(hooks(after), "");
	ck_assert_str_eq(hooks("?after=00000000.0"), hooks(""));
}

TEST(an_incomplete_line_is_sent_later)
{
	static const char half[] = "{\"time\":\"2026-11-23T10:48:07Z\",";
	static const char rest[] = "\"hook\":\"late\",\"status\":200}\n";
	char after[64];

	have_events();
	history_append("state", state_day_file(state_now()), half,
		       sizeof half - 1);
	snprintf(after, sizeof after, "?after=%s",
		 json_text_of(status_json("/status/events"), "next"));
	ck_assert_str_eq(hooks(after), "");
	history_append("state", state_day_file(state_now()), rest,
		       sizeof rest - 1);
	ck_assert_str_eq(hooks(after), "late");
}

TEST(a_truncated_file_is_read_from_its_beginning)
{
	char after[64], path[128];

	have_events();
	snprintf(after, sizeof after, "?after=%s",
		 json_text_of(status_json("/status/events"), "next"));
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now()));
	ck_assert_int_eq(truncate(path, 0), 0);
	state_put(state_now(), "hangup", 200, "s", "\"callId\":\"a\"");
	ck_assert_str_eq(hooks(after), "hangup");
}

TEST(an_event_names_its_entity)
{
	struct json_object *o;

	have_events();
	o = status_json("/status/events");
	ck_assert_str_eq(status_values(o, "events", "about"),
			 "message call call connection");
	ck_assert_str_eq(status_values(o, "events", "id"), "m a a n@1 s");
	o = status_json("/status/events?user=10002");
	ck_assert_str_eq(status_values(o, "events", "connection"),
			 "n@1 s n@1 s");
}

TEST(without_a_journal_there_are_no_events)
{
	struct json_object *o = status_json("/status/events");

	ck_assert_str_eq(status_values(o, "events", "hook"), "");
	ck_assert_str_eq(json_text_of(o, "next"), "00000000.0");
}

/* More than the end of the journal that is searched. */
static void
put_many(timestamp t, unsigned lines)
{
	struct buffer all = { 0 };
	char info[2000], members[2100];
	const char *line;
	unsigned i;

	memset(info, 'x', sizeof info - 1);
	info[sizeof info - 1] = '\0';
	snprintf(members, sizeof members, "\"info\":\"%s\"", info);
	line = history_line(t, "ping", 200, "s", members);
	for (i = 0; i < lines; i++)
		buffer_str(&all, line);
	history_append("state", state_day_file(t), all.at, all.len);
	buffer_free(&all);
}

#define MANY 5000 /* of 2 kB: 10 MB */

static void
have_old_refusals(void)
{
	timestamp t = state_now();

	state_put(t - DAY_US, "connect", 403, "s", "\"sipLogin\":\"10001\"");
	state_put(t - DAY_US, "call", 503, "s",
		  "\"callId\":\"a\",\"caller\":\"10002\"");
	put_many(t - DAY_US, MANY);
	put_many(t - SECOND_US, MANY);
	state_put(t - SECOND_US, "sendMessage", 403, "s",
		  "\"id\":\"m\",\"from\":\"10003\"");
	ctl_output(ctl_run("reap", NULL));
}

static const char *
event_cut(const char *parameters)
{
	return json_text_of(status_json("/status/events%s", parameters), "cut");
}

TEST(refusals_are_found_as_far_back_as_the_journal_goes)
{
	have_old_refusals();
	ck_assert_str_eq(hooks("?outcome=refused"), "sendMessage call connect");
	ck_assert_str_eq(event_cut("?outcome=refused"), "false");
	ck_assert_str_eq(hooks("?outcome=503"), "call");
	ck_assert_str_eq(hooks("?outcome=refused&user=10001"), "connect");
	ck_assert_str_eq(hooks("?outcome=refused&hook=CALL"), "call");
	ck_assert_str_eq(hooks("?outcome=refused&limit=2"), "sendMessage call");
	ck_assert_str_eq(event_cut("?outcome=refused&limit=2"), "true");
	/* Others are searched in the end only. */
	ck_assert_str_eq(hooks("?user=10001"), "");
	ck_assert_str_eq(event_cut("?user=10001"), "true");
}

TEST(refusals_in_a_compressed_day_are_found)
{
	have_old_refusals();
	ctl_output(ctl_run("compress", NULL));
	ck_assert_str_eq(hooks("?outcome=refused"), "sendMessage call connect");
	ck_assert_ptr_nonnull(
	    strstr(ctl_run("status", NULL).out, "call       "));
}

TEST(old_refusals_are_not_sent_again)
{
	const char *next;
	char after[64];

	have_old_refusals();
	next =
	    json_text_of(status_json("/status/events?outcome=refused"), "next");
	snprintf(after, sizeof after, "?outcome=refused&after=%s", next);
	ck_assert_str_eq(hooks(after), "");
	put_many(state_now(), MANY);
	state_put(state_now(), "hangup", 403, "s", "\"callId\":\"a\"");
	ctl_output(ctl_run("reap", NULL));
	ck_assert_str_eq(hooks(after), "hangup");
	ck_assert_str_eq(event_cut(after), "false");
}

/* The next part of a search that was cut begins where it stopped. */
TEST(a_search_that_was_cut_can_go_on)
{
	char before[64] = "?user=10001";
	int parts = 0;

	have_old_refusals();
	while (strcmp(event_cut(before), "true") == 0) {
		ck_assert_int_lt(parts++, 10);
		ck_assert_str_eq(hooks(before), "");
		snprintf(before, sizeof before, "?user=10001&before=%s",
			 json_text_of(status_json("/status/events%s", before),
				      "from"));
	}
	ck_assert_int_ge(parts, 1);
	ck_assert_str_eq(hooks(before), "connect");
}

TEST(status_finds_the_last_errors_far_back)
{
	timestamp t = state_now();

	state_put(t - DAY_US, "connect", 403, "s", "\"sipLogin\":\"10001\"");
	put_many(t - SECOND_US, 4 * MANY);
	ctl_output(ctl_run("reap", NULL));
	ck_assert_ptr_nonnull(strstr(ctl_output(ctl_run("status", NULL)),
				     "connect                  403"));
}
