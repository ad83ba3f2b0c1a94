/* tail: the last lines of the journal, and lines that are added. */

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

/* Adds calls whose ids are numbers. */
static void
put_numbers(timestamp when, unsigned from, unsigned count)
{
	unsigned i;

	for (i = from; i < from + count; i++)
		state_put(when + i, "call", 200, "s", "\"callId\":\"<%u>\"", i);
}

/* Waits for so many lines, and then a little for a surplus one. */
static char *
wait_for(const char *path, size_t lines)
{
	char *text = NULL;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		poll(NULL, 0, 100);
		free(text);
		text = access(path, F_OK) ? strdup("")
					  : harness_read_file(path, NULL);
		if (count_lines(text) >= lines)
			break;
	}
	poll(NULL, 0, 500);
	free(text);
	return harness_read_file(path, NULL);
}

/* Checks that each number is there once, in order. */
static void
is_every_number(const char *text, unsigned from, unsigned count)
{
	unsigned i;

	ck_assert_uint_eq(count_lines(text), count);
	for (i = from; i < from + count; i++) {
		char number[16];

		snprintf(number, sizeof number, "<%u>", i);
		text = strstr(text, number);
		ck_assert_msg(text != NULL, "%s is missing", number);
		ck_assert_ptr_null(strstr(text + 1, number));
	}
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(the_last_lines_are_shown_across_days)
{
	timestamp t = state_now();
	const char *text;

	put_numbers(t - 2 * DAY_US, 0, 7);
	put_numbers(t - DAY_US, 7, 5);
	put_numbers(t, 12, 4);
	is_every_number(ctl_output(ctl_run("tail", NULL)), 6, 10);
	is_every_number(ctl_output(ctl_run("tail", "-n", "1", NULL)), 15, 1);
	is_every_number(ctl_output(ctl_run("tail", "-n", "13", NULL)), 3, 13);
	is_every_number(ctl_output(ctl_run("tail", "--lines", "99", NULL)), 0,
			16);
	ck_assert_str_eq(ctl_output(ctl_run("tail", "-n", "0", NULL)), "");
	text = ctl_output(ctl_run("tail", "--json", "-n", "1", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(text, 0), "hook"), "call");
}

TEST(lines_are_chosen_by_hook_and_user)
{
	timestamp t = state_now();
	const char *text;

	state_put_call(t - HOUR_US, "one", "10001", "10002");
	state_put_call(t - HOUR_US, "two", "10003", "10001");
	state_put_call(t - HOUR_US, "six", "10004", "10005");
	ck_assert_uint_eq(
	    count_lines(ctl_output(ctl_run("tail", "--user", "10001", NULL))),
	    8);
	text = ctl_output(ctl_run("tail", "--hook", "CALL", NULL));
	ck_assert_uint_eq(count_lines(text), 3);
	state_put(t, "submitBugReport", 200, "s", "\"text\":\"broken\"");
	text = ctl_output(ctl_run("tail", "--hook", "sendBugReport", NULL));
	ck_assert_uint_eq(count_lines(text), 1);
	text = ctl_output(ctl_run("tail", "--hook", "call", "--user", "10001",
				  "-n", "1", NULL));
	ck_assert_uint_eq(count_lines(text), 1);
	ck_assert_ptr_nonnull(strstr(text, "10003 > 10001"));
	ck_assert_ptr_nonnull(strstr(text, "two"));
}

TEST(an_invalid_line_is_shown_and_an_incomplete_one_awaited)
{
	timestamp t = state_now();
	const char *text;

	put_numbers(t, 0, 1);
	history_append("state", state_day_file(t), "oops\n{\"to", 10);
	text = ctl_output(ctl_run("tail", NULL));
	ck_assert_uint_eq(count_lines(text), 2);
	ck_assert_ptr_nonnull(strstr(text, "unreadable: oops\n"));
	text = ctl_output(ctl_run("tail", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(text, 1), "unreadable"),
			 "oops");
	ck_assert_str_eq(ctl_output(ctl_run("tail", "--hook", "x", NULL)), "");
}

TEST(a_line_longer_than_any_buffer_is_shown)
{
	size_t len = 3000000;
	char *name = calloc(1, len + 1);

	memset(name, 'x', len);
	put_numbers(state_now(), 0, 1);
	state_put(state_now(), "call", 200, "s",
		  "\"callId\":\"<1>\",\"x\":\"%s\"", name);
	put_numbers(state_now(), 2, 1);
	is_every_number(ctl_output(ctl_run("tail", NULL)), 0, 3);
	is_every_number(ctl_output(ctl_run("tail", "-n", "2", NULL)), 1, 2);
}

TEST(follow_shows_the_next_day_and_late_lines_of_the_last)
{
	timestamp t = state_now();
	char *text;
	pid_t pid;

	put_numbers(t - DAY_US, 0, 3);
	pid = ctl_start("followed", "tail", "-f", "-n", "2", NULL);
	wait_for("followed", 2);
	put_numbers(t - DAY_US, 3, 2);
	wait_for("followed", 4);
	put_numbers(t, 5, 2);
	wait_for("followed", 6);
	put_numbers(t - DAY_US, 7, 1);
	text = wait_for("followed", 7);
	ck_assert_int_eq(ctl_stop(pid, SIGINT), 0);
	is_every_number(text, 1, 7);
	ck_assert_str_eq(harness_read_file("err", NULL), "");
}

TEST(follow_shows_today_although_a_future_day_exists)
{
	timestamp t = state_now();
	char *text;
	pid_t pid;

	put_numbers(t, 0, 1);
	state_put(t + 8 * DAY_US, "call", 200, "s", "\"callId\":\"ahead\"");
	state_put(t + 9 * DAY_US, "call", 200, "s", "\"callId\":\"ahead\"");
	pid = ctl_start("followed", "tail", "-f", "-n", "0", NULL);
	poll(NULL, 0, 500);
	put_numbers(t, 1, 3);
	text = wait_for("followed", 3);
	ck_assert_int_eq(ctl_stop(pid, SIGINT), 0);
	is_every_number(text, 1, 3);
}

TEST(follow_shows_a_journal_that_begins)
{
	pid_t pid = ctl_start("followed", "tail", "--follow", "--json", NULL);

	poll(NULL, 0, 300);
	put_numbers(state_now(), 0, 3);
	is_every_number(wait_for("followed", 3), 0, 3);
	ck_assert_int_eq(ctl_stop(pid, SIGTERM), 0);
}

TEST(follow_continues_in_a_rewritten_file)
{
	timestamp t = state_now();
	char path[64], *text;
	pid_t pid;

	put_numbers(t, 0, 4);
	pid = ctl_start("followed", "tail", "-f", NULL);
	wait_for("followed", 4);
	put_numbers(t, 4, 2);
	/* The names become longer, so that every offset changes. */
	state_put(t + 6, "call", 200, "s",
		  "\"callId\":\"<6>\",\"caller\":\"u\"");
	ctl_output(ctl_run("erase", "--user", "u", "--yes", NULL));
	put_numbers(t, 7, 2);
	wait_for("followed", 9);
	/* The file is moved away, and a new one begins. */
	snprintf(path, sizeof path, "state/journal/%s", state_day_file(t));
	ck_assert_int_eq(rename(path, "away"), 0);
	put_numbers(t + SECOND_US, 9, 3);
	text = wait_for("followed", 12);
	ck_assert_int_eq(ctl_stop(pid, SIGINT), 0);
	is_every_number(text, 0, 12);
}

/* A line that purge removes. */
static void
put_echo(timestamp when, unsigned number)
{
	state_put(when, "echo", 200, "s", "\"a\":\"<%u>\"", number);
}

/* Twice: the day's file is replaced; or it is overwritten and shortened. */
TEST_LOOP(follow_shows_no_line_again_after_a_purge, 2)
{
	timestamp midnight = state_now() / DAY_US * DAY_US;
	timestamp yesterday = midnight - HOUR_US;
	char path[64], date[TIMESTAMP_SIZE], *text, *kept;
	pid_t pid;

	timestamp_format(date, sizeof date, midnight);
	date[10] = '\0';
	put_echo(yesterday, 0);
	put_echo(yesterday + 1, 1);
	/* This one stays, because its session goes on. */
	state_put(yesterday + 2, "connect", 200, "on", "\"sipLogin\":\"<2>\"");
	put_echo(yesterday + 3, 3);
	state_put(midnight, "ConnectionStatusEvent", 200, "on",
		  "\"status\":\"DISCONNECTED\",\"a\":\"<4>\"");
	pid = ctl_start("followed", "tail", "-f", "--json", NULL);
	wait_for("followed", 5);
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(yesterday));
	if (_i) {
		kill(pid, SIGSTOP);
		ck_assert_int_eq(link(path, "old"), 0);
	}
	ctl_output(ctl_run("purge", "--before", date, "--yes", NULL));
	kept = harness_read_file(path, NULL);
	ck_assert_uint_eq(count_lines(kept), 2);
	if (_i) {
		write_file("old", kept);
		ck_assert_int_eq(rename("old", path), 0);
		kill(pid, SIGCONT);
	}
	/* When this is shown, the purge has been noticed. */
	put_echo(midnight + 5, 5);
	wait_for("followed", 6);
	put_echo(yesterday + 6, 6);
	text = wait_for("followed", 7);
	ck_assert_int_eq(ctl_stop(pid, SIGINT), 0);
	is_every_number(text, 0, 7);
}

TEST(tail_ends_when_its_reader_has_closed)
{
	char line[PATH_MAX + 64];
	FILE *from;

	put_numbers(state_now(), 0, 20);
	snprintf(line, sizeof line,
		 "%s --state state tail -f -n 20 2>err | head -n 1",
		 ctl_path());
	from = popen(line, "r");
	ck_assert_ptr_nonnull(fgets(line, sizeof line, from));
	ck_assert_int_eq(pclose(from), 0);
	ck_assert_str_eq(harness_read_file("err", NULL), "");
}
