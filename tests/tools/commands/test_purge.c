/* purge: which days are removed, and which are kept. */

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/index.h"
#include "journal/losses.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

static bool
has_day(timestamp m)
{
	char path[64];

	snprintf(path, sizeof path, "state/journal/%s", state_day_file(m));
	return access(path, F_OK) == 0;
}

/* Is the carried line the only one of that day? */
static bool
has_only_sums(timestamp m)
{
	char path[64];
	const char *text;

	snprintf(path, sizeof path, "state/journal/%s", state_day_file(m));
	if (access(path, F_OK))
		return false;
	text = harness_read_file(path, NULL);
	return count_lines(text) == 1 && strstr(text, "\"purged\":");
}

static const char *
date_of(timestamp m)
{
	static char text[TIMESTAMP_SIZE];

	timestamp_format(text, sizeof text, m);
	text[10] = '\0';
	return text;
}

/* Runs purge at a terminal, and answers its question. */
static int
answer(const char *before, const char *yes_or_no, char *seen, size_t size)
{
	size_t n = 0;
	ssize_t got;
	bool asked = false;
	int terminal, status;
	pid_t pid =
	    ctl_start_at_terminal(&terminal, "purge", "--before", before, NULL);

	while (n + 1 < size &&
	       (got = read(terminal, seen + n, size - n - 1)) > 0) {
		n += (size_t)got;
		seen[n] = '\0';
		if (!asked && strstr(seen, "[y/N]")) {
			asked = true;
			ck_assert_int_gt(
			    write(terminal, yes_or_no, strlen(yes_or_no)), 0);
		}
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	close(terminal);
	return WEXITSTATUS(status);
}

static void
unmount(void)
{
	umount2("state", MNT_DETACH);
}

const struct test_setup test_setup = {
	.after = unmount,
	.seconds = 60,
};

TEST(days_before_the_date_are_removed_with_their_entities)
{
	timestamp t = state_now();
	const char *lines;

	state_put_call(t - 5 * DAY_US, "oldest", "10001", "10002");
	state_put_call(t - 4 * DAY_US, "older", "10001", "10002");
	state_put_call(t - 36 * HOUR_US, "newer", "10001", "10002");
	lines = ctl_output(ctl_run("purge", "--before", date_of(t - 2 * DAY_US),
				   "--yes", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "day"),
			 date_of(t - 5 * DAY_US));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "lines"), "4");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "kept"), "false");
	ck_assert(!has_day(t - 5 * DAY_US) && has_only_sums(t - 4 * DAY_US));
	ck_assert(has_day(t - 36 * HOUR_US));
	lines = ctl_output(ctl_run("calls", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "callid"),
			 "newer");
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("purge", "--before",
				      date_of(t - 2 * DAY_US), "--yes", NULL)),
		   "nothing to remove"));
}

TEST(days_of_live_entities_stay)
{
	timestamp t = state_now();
	const char *lines;

	write_file("echoapp.conf", "stale_connection = 30d\n");
	setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	state_put_call(t - 6 * DAY_US, "old", "10001", "10002");
	state_put(t - 5 * DAY_US, "connect", 200, "long",
		  "\"sipLogin\":\"10001\"");
	state_put(t - 4 * DAY_US, "echo", 200, "x", "\"a\":1");
	/* Its connection began at the same time and has ended. */
	state_put(t - 6 * DAY_US + SECOND_US, "ConnectionStatusEvent", 200, "s",
		  "\"status\":\"DISCONNECTED\"");
	lines = ctl_output(
	    ctl_run("purge", "--before", "today", "--yes", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 3);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "kept"), "false");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "kept"), "true");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "kept_lines"),
			 "1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "kept"), "false");
	ck_assert(!has_day(t - 6 * DAY_US) && has_day(t - 5 * DAY_US) &&
		  has_only_sums(t - 4 * DAY_US));
	lines = ctl_output(ctl_run("connections", "--live", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
}

TEST(today_stays)
{
	state_put_call(state_now(), "c", "10001", "10002");
	ctl_output(ctl_run("purge", "--before", "today", "--yes", NULL));
	ck_assert(has_day(state_now()));
}

TEST(without_a_terminal_purge_needs_yes)
{
	timestamp t = state_now();
	struct outcome r;

	state_put_call(t - 5 * DAY_US, "old", "10001", "10002");
	r = ctl_run("purge", "--before", "yesterday", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "--yes"));
	ck_assert(has_day(t - 5 * DAY_US));
	r = ctl_run("erase", "--user", "10001", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_uint_gt(state_count("\"10001\""), 0);
}

TEST(at_a_terminal_purge_asks)
{
	timestamp t = state_now();
	char seen[4096], date[16];

	state_put_call(t - 5 * DAY_US, "old", "10001", "10002");
	snprintf(date, sizeof date, "%.10s", date_of(t - DAY_US));
	ck_assert_int_eq(answer(date, "n\n", seen, sizeof seen), 1);
	ck_assert_ptr_nonnull(strstr(seen, "Remove 4 lines of 1 days"));
	ck_assert_ptr_nonnull(strstr(seen, "nothing was changed"));
	ck_assert(has_day(t - 5 * DAY_US));
	ck_assert_int_eq(answer(date, "\n", seen, sizeof seen), 1);
	ck_assert(has_day(t - 5 * DAY_US));
	ck_assert_int_eq(answer(date, "y\n", seen, sizeof seen), 0);
	ck_assert(has_only_sums(t - 5 * DAY_US));
}

/* Fills the disk. */
static void
fill_up(void)
{
	static char block[4096];
	int fd = open("state/filler", O_WRONLY | O_CREAT, 0600);

	while (write(fd, block, sizeof block) > 0)
		continue;
	close(fd);
}

/* Twice: nothing of the day stays; or the first line of what is live. */
TEST(purge_frees_space_on_a_full_disk)
{
	timestamp t = state_now();
	struct index *held;
	struct outcome r;
	int i;

	ck_assert_int_eq(mkdir("state", 0700), 0);
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("small", "state", "tmpfs", 0, "size=8m"))
		return;
	if (_i)
		state_put(t - 5 * DAY_US - 1, "connect", 200, "u",
			  "\"sipLogin\":\"10001\"");
	for (i = 0; i < 900; i++)
		state_put_call(t - 5 * DAY_US + i, "old", "10001", "10002");
	state_put(t - 2 * DAY_US, "connect", 200, "u",
		  "\"sipLogin\":\"10001\"");
	/* As hook programs do. */
	ctl_output(ctl_run("calls", NULL));
	held = index_open("state", NULL);
	ck_assert_ptr_nonnull(held);
	/* The call is live again, but the index cannot be updated. */
	state_put(t, "call", 200, "u", "\"callId\":\"new\"");
	fill_up();
	r = ctl_run("calls", NULL);
	ck_assert_msg(r.code == 0, "%d: %.3000s", r.code, r.err);
	ck_assert_ptr_nonnull(strstr(r.err, "full"));
	r = ctl_run("purge", "--before", "today", "--yes", NULL);
	ck_assert_msg(r.code == 0, "%s", r.err);
	ck_assert(has_only_sums(t - 5 * DAY_US) == !_i &&
		  has_day(t - 2 * DAY_US));
	ck_assert_str_eq(
	    history_query("state", "SELECT hook, count FROM hook_count"),
	    _i ? "CallStatusEvent|2700\ncall|901\nconnect|2\n"
	       : "CallStatusEvent|2700\ncall|901\nconnect|1\n");
	index_close(held);
	ctl_output(ctl_run("connections", "--live", NULL));
}

TEST(other_files_are_left_alone)
{
	state_put_call(state_now() - 5 * DAY_US, "old", "10001", "10002");
	write_file("state/journal/19990101.ndjson.bak", "mine\n");
	write_file("state/journal/notes", "mine\n");
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	ck_assert_str_eq(harness_read_file("state/journal/notes", NULL),
			 "mine\n");
	ck_assert_str_eq(
	    harness_read_file("state/journal/19990101.ndjson.bak", NULL),
	    "mine\n");
}

TEST(losses_of_purged_days_are_no_problem_any_more)
{
	struct losses l;

	state_put_calls();
	write_file("state/losses.json",
		   "{\"lost\":3,\"accepted\":0,"
		   "\"last\":\"2026-01-01T10:00:00Z\",\"reason\":\"x\"}");
	ck_assert_int_eq(ctl_run("status", NULL).code, 1);
	ctl_output(ctl_run("purge", "--before", "2026-01-01", "--yes", NULL));
	ck_assert_int_eq(ctl_run("status", NULL).code, 1);
	ctl_output(ctl_run("purge", "--before", "2026-01-02", "--yes", NULL));
	ck_assert_int_eq(ctl_run("status", NULL).code, 0);
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 3);
}
