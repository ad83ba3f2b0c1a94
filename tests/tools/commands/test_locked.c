/* A process that was stopped has the lock of the index. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/holder.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

#define FOLD_LOCK "state/index.lock"

/* The index has four calls; the journal has one more. */
static void
start(void)
{
	state_put_calls();
	ctl_output(ctl_run("calls", NULL));
	state_put(state_now(), "call", 200, "s", "\"callId\":\"later\"");
}

const struct test_setup test_setup = {
	.before = start,
	.seconds = 120,
};

/* Runs a command, which may take as long as one wait. */
static struct outcome
run_soon(const char *command, const char *argument)
{
	const double start = seconds_now();
	struct outcome got = ctl_run(command, argument, NULL);

	ck_assert_msg(seconds_now() - start < HOLDER_PATIENCE, "%s took %f s",
		      command, seconds_now() - start);
	return got;
}

static const struct {
	const char *command, *argument;
	const char *shows; /* what the old index has */
} readers[] = {
	{ "calls", "--json", "\"on\"" },
	{ "cdr", "--cursor=c", "10002" },
	{ "hooks", NULL, "CallStatusEvent" },
	{ "show", "on", "10005" },
};

TEST_LOOP(who_reads_gets_what_there_is_and_how_old_it_is, ROWS(readers))
{
	const pid_t holder = holder_flock(FOLD_LOCK);
	struct outcome got =
	    run_soon(readers[_i].command, readers[_i].argument);
	char want[64];

	ck_assert_msg(got.code == 0, "exit %d: %s", got.code, got.err);
	ck_assert_msg(strstr(got.out, readers[_i].shows) != NULL, "%s",
		      got.out);
	ck_assert_ptr_null(strstr(got.out, "later"));
	snprintf(want, sizeof want, "bytes behind the journal: process %d (",
		 (int)holder);
	ck_assert_msg(strstr(got.err, want) != NULL, "%s", got.err);
	ck_assert_msg(strstr(got.err, "holds state/index.lock") ||
			  strstr(got.err, "/state/index.lock"),
		      "%s", got.err);
	ck_assert_uint_eq(count_lines(got.err), 1);
	holder_end(holder);
	got = ctl_run("calls", NULL);
	ck_assert_ptr_nonnull(strstr(got.out, "later"));
	ck_assert_str_eq(got.err, "");
}

TEST(status_tells_of_the_process)
{
	const pid_t holder = holder_flock(FOLD_LOCK);
	struct outcome got = run_soon("status", NULL);
	char want[64];

	ck_assert_int_eq(got.code, 1);
	snprintf(want, sizeof want, "counts are old: process %d (",
		 (int)holder);
	ck_assert_msg(strstr(got.out, want) != NULL, "%s", got.out);
	holder_end(holder);
	got = ctl_run("status", NULL);
	ck_assert_ptr_null(strstr(got.out, "counts are old"));
}

TEST(tail_needs_no_lock)
{
	const pid_t holder = holder_flock(FOLD_LOCK);
	struct outcome got = run_soon("tail", "-n5");

	ck_assert_int_eq(got.code, 0);
	ck_assert_str_eq(got.err, "");
	ck_assert_ptr_nonnull(strstr(got.out, "later"));
	holder_end(holder);
}

static pid_t
lock_gate(void)
{
	return holder_gate("state");
}

static pid_t
lock_index(void)
{
	return holder_database("state/index.db");
}

static const struct {
	pid_t (*lock)(void);
	const char *file;
} closed[] = {
	{ lock_gate, "index.lock" },
	{ lock_index, "index.db" },
};

TEST_LOOP(an_index_that_cannot_be_opened_is_an_error_soon, ROWS(closed))
{
	const pid_t holder = closed[_i].lock();
	const char *const commands[] = { "calls", "status" };
	struct outcome got;
	char want[64];
	size_t i;

	snprintf(want, sizeof want, "process %d (", (int)holder);
	for (i = 0; i < ROWS(commands); i++) {
		const char *said;

		got = run_soon(commands[i], NULL);
		said = i ? got.out : got.err;
		ck_assert_int_eq(got.code, i ? 1 : 2);
		ck_assert_msg(strstr(said, want) != NULL, "%s", said);
		ck_assert_msg(strstr(said, closed[_i].file) != NULL, "%s",
			      said);
	}
	holder_end(holder);
	got = ctl_run("calls", NULL);
	ck_assert_ptr_nonnull(strstr(got.out, "later"));
}

/* Waits until a command has said something. */
static void
wait_for_words(const char *words)
{
	const double end = seconds_now() + 30;

	while (!strstr(harness_read_file("err", NULL), words)) {
		ck_assert_msg(seconds_now() < end, "%s",
			      harness_read_file("err", NULL));
		usleep(20000);
	}
}

static const char *const writers[][4] = {
	{ "reap" },
	{ "reindex" },
	{ "erase", "--user=10001", "--yes" },
	{ "purge", "--before=today", "--yes" },
	{ "cdr", "--until=today" },
};

TEST_LOOP(who_writes_says_whom_it_waits_for_and_goes_on, ROWS(writers))
{
	const pid_t holder = holder_flock(FOLD_LOCK);
	char want[64];
	pid_t pid;

	write_file("err", "");
	pid = ctl_start("out", writers[_i][0], writers[_i][1], writers[_i][2],
			NULL);
	snprintf(want, sizeof want, "process %d (", (int)holder);
	wait_for_words(want);
	wait_for_words("waiting");
	holder_end(holder);
	ck_assert_msg(ctl_stop(pid, 0) == 0, "%s",
		      harness_read_file("err", NULL));
}

/* A day that is over, with a call; its path. */
static const char *
put_old_day(void)
{
	static char path[64];
	const timestamp old = state_now() - 10 * 86400 * TIMESTAMP_SECOND;

	state_put_call(old, "older", "10004", "10002");
	snprintf(path, sizeof path, "state/journal/%s", state_day_file(old));
	return path;
}

static const char *const day_changes[][4] = {
	{ "erase", "--user=10004", "--yes" },
	{ "purge", "--before=today", "--yes" },
	{ "compress" },
};

TEST_LOOP(a_day_that_is_locked_is_named_soon_and_nothing_changes,
	  ROWS(day_changes))
{
	const char *path = put_old_day(), *before;
	char want[64];
	struct outcome got;
	pid_t holder;

	ctl_output(ctl_run("calls", NULL));
	before = output_of("cat state/journal/*.ndjson");
	holder = holder_flock(path);
	got = ctl_run(day_changes[_i][0], day_changes[_i][1],
		      day_changes[_i][2], NULL);
	ck_assert_int_eq(got.code, 2);
	snprintf(want, sizeof want, "process %d (", (int)holder);
	ck_assert_msg(strstr(got.err, want) != NULL, "%s", got.err);
	ck_assert_msg(strstr(got.err, path + strlen("state/")) != NULL, "%s",
		      got.err);
	ck_assert_str_eq(output_of("cat state/journal/*.ndjson"), before);
	holder_end(holder);
	ctl_output(ctl_run(day_changes[_i][0], day_changes[_i][1],
			   day_changes[_i][2], NULL));
}

/* The second of two days cannot be changed. */
TEST_LOOP(an_index_is_right_after_half_of_the_work, 2)
{
	const char *path = put_old_day();
	char command[128];
	struct outcome got;

	state_put_call(state_now() - 20 * 86400 * TIMESTAMP_SECOND, "oldest",
		       "10004", "10002");
	ctl_output(ctl_run("calls", NULL));
	snprintf(command, sizeof command, "mkdir -p state/journal/.%.8s.new/a",
		 strrchr(path, '/') + 1);
	output_of(command);
	got = ctl_run(day_changes[_i][0], day_changes[_i][1],
		      day_changes[_i][2], NULL);
	ck_assert_msg(got.code == 2, "%s", got.err);
	ck_assert_msg(strstr(got.err, "this is not a regular file") != NULL,
		      "%s", got.err);
	got = ctl_run("status", "--json", NULL);
	ck_assert_msg(strstr(got.out, "\"rebuilt\":false") != NULL, "%s",
		      got.out);
	output_of("rm -r state/journal/.*.new");
	ctl_output(ctl_run(day_changes[_i][0], day_changes[_i][1],
			   day_changes[_i][2], NULL));
}
