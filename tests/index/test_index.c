/* index: timeouts, other processes, and journals that were changed. */

#include "index/index.h"
#include "index/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define DAY "state/journal/" DAY_FILE
#define THE_CALL "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\""
#define UP THE_CALL ",\"status\":\"ESTABLISHED\""

/* Timeouts of calls, in seconds. */
static struct timeouts
limits_of(int64_t ringing, int64_t talking)
{
	struct timeouts l = history_patient;

	l.pending[ENTITY_CALL] = ringing * SECOND_US;
	l.established[ENTITY_CALL] = talking * SECOND_US;
	return l;
}

/* The time so many seconds ago, in seconds after NOON_US. */
static double
ago(double seconds)
{
	return (double)time(NULL) - (double)(NOON_US / SECOND_US) - seconds;
}

static void
fold_limited(int64_t ringing, int64_t talking)
{
	struct timeouts l = limits_of(ringing, talking);

	history_fold_upto("state", &l, 0);
}

#define LIVE(text)                                                             \
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"), text)

TEST(what_has_been_silent_for_too_long_is_stale)
{
	history_tell(0, "call", "s", THE_CALL);
	history_tell(1, "CallStatusEvent", "s", UP);
	history_tell(60, "hold", "s", THE_CALL);
	fold_limited(1, 1);
	LIVE("0\n");
	ck_assert_str_eq(history_query("state",
				       "SELECT disposition, start - %lld,"
				       " answer - %lld, end - %lld, duration,"
				       " billsec FROM cdr",
				       (long long)NOON_US, (long long)NOON_US,
				       (long long)NOON_US),
			 "STALE|0|1000000|60000000|60000000|-\n");
}

TEST(each_state_has_a_limit_of_its_own)
{
	history_tell(ago(100), "call", "s", THE_CALL);
	fold_limited(1000, 10);
	LIVE("1\n");
	fold_limited(10, 1000);
	LIVE("0\n");
	history_tell(ago(99), "CallStatusEvent", "s", UP);
	fold_limited(10, 1000);
	LIVE("1\n");
	fold_limited(1000, 10);
	LIVE("0\n");
}

TEST(what_expires_is_when_it_was_heard_of_and_its_limit)
{
	history_tell(ago(100), "call", "s", THE_CALL);
	fold_limited(120, 3600);
	ck_assert_str_eq(
	    history_query("state", "SELECT expires - last FROM call"),
	    "120000000\n");
	history_tell(ago(90), "CallStatusEvent", "s", UP);
	fold_limited(120, 3600);
	ck_assert_str_eq(
	    history_query("state", "SELECT expires - last FROM call"),
	    "3600000000\n");
	fold_limited(120, 7200);
	ck_assert_str_eq(
	    history_query("state", "SELECT expires - last FROM call"),
	    "7200000000\n");
}

TEST(what_is_heard_of_again_is_live_again)
{
	history_tell(ago(1000), "call", "s", THE_CALL);
	fold_limited(100, 100);
	LIVE("0\n");
	history_tell(ago(1), "CallStatusEvent", "s", UP);
	fold_limited(100, 100);
	LIVE("1\n");
	ck_assert_str_eq(history_query("state", "SELECT * FROM cdr"), "");
	history_tell(ago(0), "CallStatusEvent", "s",
		     THE_CALL ",\"status\":\"FINISH\"");
	/* Until the record is final. */
	nanosleep(&(struct timespec){ .tv_nsec = 600000000 }, NULL);
	fold_limited(100, 100);
	ck_assert_str_eq(history_query("state", "SELECT disposition FROM cdr"),
			 "ANSWERED\n");
}

TEST(limits_revive_nothing_that_is_over)
{
	history_tell(0, "call", "s", THE_CALL);
	history_tell(1, "CallStatusEvent", "s",
		     THE_CALL ",\"status\":\"BUSY\"");
	history_tell(2, "call", "s", "\"callId\":\"d\"");
	history_tell(3, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	fold_limited(1, 1);
	fold_limited(1000000000, 1000000000);
	LIVE("0\n0\n");
}

TEST(limits_hold_for_a_connection_opened_again_too)
{
	struct timeouts l = history_patient;
	const int64_t seconds[] = { 10000, 100, 10000 };
	size_t i;

	history_tell(ago(1000), "connect", "s", "");
	history_tell(ago(990), "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	history_tell(ago(900), "connect", "s", "");
	for (i = 0; i < 3; i++) {
		l.pending[ENTITY_CONNECTION] = seconds[i] * SECOND_US;
		history_fold_upto("state", &l, 0);
		ck_assert_str_eq(
		    history_query("state", "SELECT live FROM connection"),
		    i == 1 ? "0\n" : "1\n");
	}
}

/* Two processes, one lock. */
TEST(who_only_tries_goes_away_at_once)
{
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &history_patient,
		.no_wait = true,
	};
	struct fold_result done;
	struct timespec from, to;
	struct index *ix;
	int lock;

	history_tell(0, "call", "s", THE_CALL);
	lock = progress_open("state");
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	ix = index_open("state", NULL);
	ck_assert_ptr_nonnull(ix);
	clock_gettime(CLOCK_MONOTONIC, &from);
	ck_assert_int_eq(fold(ix, &task, &done), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	ck_assert(done.busy && done.lines == 0);
	ck_assert_int_le(to.tv_sec - from.tv_sec, 1);
	/* The holder of the lock may fold. */
	task.lock = lock;
	ck_assert_int_eq(fold(ix, &task, &done), 0);
	ck_assert(!done.busy && done.lines == 1);
	close(lock);
	task.lock = 0;
	ck_assert_int_eq(fold(ix, &task, &done), 0);
	ck_assert(!done.busy && done.lines == 0);
	index_close(ix);
}

static void
fold_in_pieces_and_exit(uint64_t seed)
{
	struct fold_task task = { .state_dir = "state",
				  .timeouts = &history_patient };
	struct fold_result done = { .unfinished = true };
	struct index *ix = index_open("state", NULL);

	while (ix && done.unfinished) {
		task.lines_max = 1 + next_random(&seed) % 9;
		if (fold(ix, &task, &done))
			_exit(1);
	}
	_exit(!ix);
}

TEST(those_who_fold_together_count_nothing_twice)
{
	pid_t children[4];
	char members[64];
	int i, status;

	for (i = 0; i < 400; i++) {
		snprintf(members, sizeof members, "\"callId\":\"%d\"", i / 4);
		history_tell(i, i % 4 ? "CallStatusEvent" : "call", "s",
			     members);
	}
	for (i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0)
			fold_in_pieces_and_exit((uint64_t)i + 1);
	}
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_uint_eq(history_fold().lines, 0);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "together");
}

static void
tell_some(int from)
{
	int i;

	for (i = from; i < from + 20; i++) {
		char members[64];

		snprintf(members, sizeof members, "\"callId\":\"%d\"", i);
		history_tell(i, "call", "s", members);
	}
}

/* After the journal was changed. */
static void
check_rebuilt(void)
{
	struct fold_result done = history_fold();

	ck_assert(done.rebuilt);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "rebuilt");
	ck_assert(!history_fold().rebuilt);
}

/* The entities of the day are, its counts are not: counters never fall. */
TEST(a_day_that_was_removed_is_forgotten)
{
	char *line = history_line(NOON_US, "connect", 200, "s9", "");
	char *counted;

	tell_some(0);
	history_append("state", "20260302.ndjson", line, strlen(line));
	history_fold();
	counted = history_query("state", "SELECT * FROM hook_count");
	ck_assert_int_eq(unlink(DAY), 0);
	ck_assert(history_fold().rebuilt);
	ck_assert(!history_fold().rebuilt);
	ck_assert_str_eq(history_query("state", "SELECT id FROM connection"),
			 "n@1 s9\n");
	ck_assert_str_eq(history_query("state", "SELECT count(*) FROM call"),
			 "0\n");
	ck_assert_str_eq(history_query("state", "SELECT * FROM hook_count"),
			 counted);
	ck_assert_str_eq(history_query("state", "SELECT * FROM missing_day"),
			 "20260301|0\n");
}

TEST(a_day_that_was_replaced_is_read_anew)
{
	char *text;

	tell_some(0);
	history_fold();
	text = harness_read_file(DAY, NULL);
	/* With the same length. */
	memcpy(strstr(text, "\"callId\":\"0\""), "\"callId\":\"X\"", 12);
	write_file("new", text);
	ck_assert_int_eq(rename("new", DAY), 0);
	check_rebuilt();
}

TEST(a_day_that_became_shorter_is_read_anew)
{
	char *text;

	tell_some(0);
	history_fold();
	text = harness_read_file(DAY, NULL);
	ck_assert_int_eq(truncate(DAY, strchr(text, '\n') + 1 - text), 0);
	check_rebuilt();
	ck_assert_str_eq(history_query("state", "SELECT count(*) FROM call"),
			 "1\n");
}

TEST(a_day_that_was_emptied_and_has_grown_again_is_read_anew)
{
	tell_some(0);
	history_fold();
	ck_assert_int_eq(truncate(DAY, 0), 0);
	tell_some(100);
	tell_some(200);
	check_rebuilt();
	ck_assert_str_eq(history_query("state", "SELECT count(*) FROM call"),
			 "40\n");
}

/* A new file may get the inode number of a removed one. */
TEST(a_day_that_was_removed_and_has_begun_again_is_read_anew)
{
	tell_some(0);
	history_fold();
	ck_assert_int_eq(unlink(DAY), 0);
	tell_some(100);
	tell_some(200);
	check_rebuilt();
	ck_assert_str_eq(history_query("state", "SELECT count(*) FROM call"),
			 "40\n");
}

TEST(a_journal_that_was_removed_is_forgotten)
{
	tell_some(0);
	history_fold();
	ck_assert_int_eq(unlink(DAY), 0);
	ck_assert_int_eq(rmdir("state/journal"), 0);
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT count(*) FROM call"),
			 "0\n");
}

TEST(the_journal_itself_is_only_read)
{
	struct stat before, after;
	char *text, *now;
	size_t len, new_len;

	tell_some(0);
	history_append("state", DAY_FILE, "garbage\n{\"torn", 14);
	text = harness_read_file(DAY, &len);
	ck_assert_int_eq(stat(DAY, &before), 0);
	history_fold();
	unlink("state/index.db");
	history_fold_upto("state", &history_impatient, 7);
	history_fold();
	now = harness_read_file(DAY, &new_len);
	ck_assert_int_eq(stat(DAY, &after), 0);
	ck_assert_uint_eq(new_len, len);
	ck_assert_mem_eq(now, text, len);
	ck_assert(before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
		  before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}
