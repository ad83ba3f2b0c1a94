/* cdr: exports that adjoin have each call once, with its final values. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

#define CURSOR "cdr.cursor"

/* "callid disposition revision" of each line, with commas between. */
static const char *
summary(char *lines)
{
	static struct buffer all;
	size_t i, count = count_lines(lines);

	all.len = 0;
	for (i = 0; i < count; i++) {
		struct json_object *line = json_line_of(lines, i);

		buffer_printf(&all, "%s%s %s %d", i ? ", " : "",
			      json_text_of(line, "callid"),
			      json_text_of(line, "disposition"),
			      atoi(json_text_of(line, "revision")));
	}
	buffer_add(&all, "", 1);
	return all.at;
}

static char *export(void)
{
	return ctl_output(ctl_run("cdr", "--json", "--cursor", CURSOR, NULL));
}

static char *
export_after(const char *cursor)
{
	return ctl_output(ctl_run("cdr", "--json", "--after", cursor, NULL));
}

static char *
cursor_of_file(void)
{
	char *text = harness_read_file(CURSOR, NULL);

	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void
remove_index(void)
{
	ck_assert_int_eq(unlink("state/index.db"), 0);
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
}

static void
finish(timestamp t, const char *id)
{
	state_put(t, "CallStatusEvent", 200, "s",
		  "\"callId\":\"%s\",\"status\":\"FINISH\"", id);
}

TEST(a_cursor_delivers_each_record_once)
{
	timestamp t = state_now();

	state_put_calls();
	ck_assert_str_eq(summary(export()),
			 "old ANSWERED 1, new ANSWERED 1, no DENIED 1");
	ck_assert_str_eq(export(), "");
	state_put(t - 600 * SECOND_US, "call", 200, "s", "\"callId\":\"b\"");
	finish(t - SECOND_US, "b");
	ck_assert_str_eq(summary(export()), "b NO ANSWER 1");
	ck_assert_str_eq(export(), "");
}

TEST(the_cursor_survives_all_that_makes_the_index_anew)
{
	timestamp t = state_now();
	char *cursor;

	state_put(t - 3 * DAY_US, "call", 200, "s", "\"callId\":\"stale\"");
	state_put_calls();
	ck_assert_uint_eq(count_lines(export()), 4);
	cursor = cursor_of_file();
	ctl_output(ctl_run("reindex", NULL));
	ck_assert_str_eq(export(), "");
	remove_index();
	ck_assert_str_eq(export(), "");
	ctl_output(ctl_run("erase", "--user", "10001", "--yes", NULL));
	ck_assert_str_eq(export(), "");
	/* Nor is the erasure a correction later. */
	ctl_output(ctl_run("reindex", NULL));
	ck_assert_str_eq(export(), "");
	ck_assert_str_eq(cursor_of_file(), cursor);
	finish(t - SECOND_US, "stale");
	ck_assert_str_eq(summary(export()), "stale NO ANSWER 2");
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	ck_assert_str_eq(export(), "");
	finish(t - SECOND_US, "on");
	ck_assert_str_eq(summary(export()), "on NO ANSWER 1");
	ck_assert_str_eq(summary(export_after(cursor)),
			 "stale NO ANSWER 2, on NO ANSWER 1");
}

TEST(adjoining_days_have_a_call_over_midnight_once)
{
	timestamp today = state_now() / DAY_US * DAY_US;
	char *lines;

	/* Over the midnight before yesterday, and silent over that one. */
	state_put(today - DAY_US - 600 * SECOND_US, "call", 200, "s",
		  "\"callId\":\"over\"");
	state_put(today - DAY_US - 7 * HOUR_US, "call", 200, "s",
		  "\"callId\":\"long\"");
	state_put(today - DAY_US - 7 * HOUR_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"long\",\"status\":\"ESTABLISHED\"");
	finish(today - DAY_US + 600 * SECOND_US, "long");
	finish(today - DAY_US + 1200 * SECOND_US, "over");
	lines =
	    ctl_output(ctl_run("cdr", "--json", "--until", "yesterday", NULL));
	ck_assert_str_eq(lines, "");
	lines = ctl_output(ctl_run("cdr", "--json", "--since", "yesterday",
				   "--until", "today", NULL));
	ck_assert_str_eq(summary(lines), "long ANSWERED 1, over NO ANSWER 1");
	lines = ctl_output(ctl_run("cdr", "--json", "--since", "today", NULL));
	ck_assert_str_eq(lines, "");
}

TEST(one_call_id_on_two_nodes_and_sessions_is_told_apart)
{
	timestamp t = state_now() - HOUR_US;
	char *lines;

	state_put_call(t, "a", "1", "2");
	state_put(t, "call", 403, "other",
		  "\"callId\":\"a\",\"incoming\":true");
	lines = ctl_output(ctl_run("cdr", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	ck_assert_str_ne(json_text_of(json_line_of(lines, 0), "uniqueid"),
			 json_text_of(json_line_of(lines, 1), "uniqueid"));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "session"),
			 "other");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "session"), "s");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "node"), "n@1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "app"),
			 "defaultApp");
}

/* A member of the record that has this session. */
static const char *
of_session(char *lines, const char *session, const char *name)
{
	size_t i = 0;

	while (strcmp(json_text_of(json_line_of(lines, i), "session"),
		      session) != 0)
		i++;
	return json_text_of(json_line_of(lines, i), name);
}

TEST_LOOP(both_legs_of_a_call_are_linked_and_a_later_call_is_not, 2)
{
	timestamp t = state_now() - HOUR_US;
	int i;

	state_put_call(t, "a", "1", "2");
	state_put(t + SECOND_US, "OnCallEvent", 200, "other",
		  "\"callId\":\"a\"");
	if (_i)
		ctl_output(ctl_run("cdr", NULL));
	state_put(t + 9 * SECOND_US, "CallStatusEvent", 200, "other",
		  "\"callId\":\"a\",\"status\":\"FINISH\"");
	state_put(t + 1000 * SECOND_US, "call", 403, "third",
		  "\"callId\":\"a\"");
	for (i = 0; i < 2; i++) {
		char *lines = ctl_output(ctl_run("cdr", "--json", NULL));

		ck_assert_uint_eq(count_lines(lines), 3);
		ck_assert_str_eq(of_session(lines, "s", "linkedid"),
				 of_session(lines, "s", "uniqueid"));
		ck_assert_str_eq(of_session(lines, "other", "linkedid"),
				 of_session(lines, "s", "uniqueid"));
		ck_assert_str_eq(of_session(lines, "third", "linkedid"),
				 of_session(lines, "third", "uniqueid"));
		ctl_output(ctl_run("reindex", NULL));
	}
}

static void
check_refused(struct outcome o, const char *why)
{
	ck_assert_int_ne(o.code, 0);
	ck_assert_msg(strstr(o.err, why) != NULL, "%s", o.err);
	ck_assert_str_eq(o.out, "");
}

TEST(what_cannot_be_exported_is_refused)
{
	char *cursor;

	state_put_calls();
	check_refused(ctl_run("cdr", "--until", "2999-01-01", NULL),
		      "--until is in the future");
	check_refused(ctl_run("cdr", "--after", "x", NULL),
		      "\"x\" is no cursor");
	check_refused(ctl_run("cdr", "--after", "x", "--since", "today", NULL),
		      "neither --since nor --until");
	export();
	cursor = cursor_of_file();
	ck_assert_int_eq(unlink("state/records.log"), 0);
	check_refused(ctl_run("cdr", "--after", cursor, NULL),
		      "of another ledger");
	check_refused(ctl_run("cdr", "--cursor", CURSOR, NULL),
		      "of another ledger");
	ck_assert_str_eq(cursor_of_file(), cursor);
	write_file(CURSOR, "");
	check_refused(ctl_run("cdr", "--cursor", CURSOR, NULL),
		      "has no cursor");
}

TEST(a_cursor_that_cannot_be_written_is_told)
{
	struct outcome o;

	state_put_calls();
	ck_assert_int_eq(mkdir(CURSOR ".new", 0700), 0);
	o = ctl_run("cdr", "--cursor", CURSOR, NULL);
	ck_assert_int_ne(o.code, 0);
	ck_assert_ptr_nonnull(strstr(o.err, "will be exported again"));
	ck_assert_int_eq(access(CURSOR, F_OK), -1);
}

TEST(the_api_exports_after_a_cursor)
{
	struct response all, none, next, refused;
	char cursor[64];

	state_put_calls();
	all = status_get("/status/cdr.csv");
	snprintf(cursor, sizeof cursor, "%s",
		 response_header(&all, "Echoapp-Cursor"));
	ck_assert_uint_eq(count_lines(all.body), 4);
	ck_assert_uint_eq(strspn(cursor, "0123456789abcdef"), 16);
	none = status_get("/status/cdr.csv?after=%s", cursor);
	ck_assert_uint_eq(count_lines(none.body), 1);
	ck_assert_str_eq(response_header(&none, "Echoapp-Cursor"), cursor);
	finish(state_now() - SECOND_US, "on");
	next = status_get("/status/cdr.csv?after=%s", cursor);
	ck_assert_uint_eq(count_lines(next.body), 2);
	ck_assert_ptr_nonnull(strstr(next.body, ",on,"));
	ck_assert_str_eq(summary(export_after(cursor)), "on NO ANSWER 1");
	ck_assert_str_ne(response_header(&next, "Echoapp-Cursor"), cursor);
	refused = status_get("/status/cdr.csv?after=0123456789abcdef.1");
	ck_assert_int_eq(refused.status, 400);
	ck_assert_ptr_nonnull(strstr(refused.body, "of another ledger"));
	ck_assert_str_eq(response_header(&refused, "Echoapp-Cursor"), "");
	refused = status_get("/status/cdr.csv?until=2999-01-01");
	ck_assert_int_eq(refused.status, 400);
	ck_assert_ptr_nonnull(strstr(refused.body, "in the future"));
}
