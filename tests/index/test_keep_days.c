/* keep_days: which days go by themselves, when, and what is told of it. */

#include "index/keep_days.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/sql.h"
#include "index/progress.h"
#include "index/purge_record.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/log_capture.h"
#include "support/packing.h"
#include "support/state_fixture.h"

#define DAY (INT64_C(86400) * TIMESTAMP_SECOND)
#define HOUR (INT64_C(3600) * TIMESTAMP_SECOND)

/* 2026-11-23T10:48:07Z */
#define NOON (INT64_C(1795430887) * TIMESTAMP_SECOND)

static bool
is_there(timestamp day)
{
	char path[64];

	snprintf(path, sizeof path, "state/journal/%s", state_day_file(day));
	return access(path, F_OK) == 0;
}

/* Calls of 9, 5, 3, 1 and 0 days ago. */
static void
put_days(timestamp now)
{
	static const int days[] = { 9, 5, 3, 1, 0 };
	char id[16];
	size_t i;

	for (i = 0; i < ROWS(days); i++) {
		snprintf(id, sizeof id, "call%d", days[i]);
		state_put_call(now - days[i] * DAY - HOUR, id, "10001",
			       "10002");
	}
}

/* What the child that folds does. */
static void
purge(int64_t keep_days, timestamp now)
{
	struct index *ix = index_open("state", NULL);
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &history_patient,
		.lock = progress_open("state"),
	};
	struct fold_result done;

	ck_assert_ptr_nonnull(ix);
	ck_assert_int_eq(lock_try(task.lock), 0);
	keep_days_resume("state");
	ck_assert_int_eq(fold(ix, &task, &done), 0);
	keep_days_purge(ix, &task, keep_days, now);
	close(task.lock);
	index_close(ix);
}

static int64_t
calls_in_index(void)
{
	struct sql *db = sql_open("state/index.db", false, NULL);
	int64_t n = sql_number(db, "SELECT count(*) FROM call");

	sql_close(db);
	return n;
}

TEST(a_day_goes_so_many_days_after_its_end)
{
	/* 2026-11-20 has ended on 2026-11-21 at 00:00. */
	const timestamp midnight = NOON / DAY * DAY;

	ck_assert_int_eq(keep_days_limit(2, NOON), midnight - 2 * DAY);
	ck_assert_int_eq(keep_days_limit(2, midnight), midnight - 2 * DAY);
	ck_assert_int_eq(keep_days_limit(2, midnight - 1), midnight - 3 * DAY);
}

TEST(nothing_is_due_for_ever_or_before_a_day_is_old)
{
	put_days(NOON);
	ck_assert(!keep_days_is_due("state", 0, NOON));
	ck_assert(!keep_days_is_due("state", 9, NOON));
	ck_assert(keep_days_is_due("state", 8, NOON));
	ck_assert(!keep_days_is_due("other", 8, NOON));
}

TEST(older_days_go_with_their_calls_and_counters_stay)
{
	const timestamp now = state_now();
	struct purge_record r;
	int64_t lines;
	struct sql *db;

	put_days(now);
	purge(4, now);
	ck_assert_int_eq(calls_in_index(), 3);
	ck_assert(!is_there(now - 9 * DAY - HOUR));
	ck_assert(is_there(now - 3 * DAY - HOUR));
	db = sql_open("state/index.db", false, NULL);
	lines = sql_number(db, "SELECT sum(count) FROM hook_count");
	sql_close(db);
	ck_assert_int_eq(lines, 20);
	purge_record_read("state", &r);
	ck_assert_int_ge(r.at, now);
	ck_assert_uint_eq(r.days, 2);
	ck_assert_uint_eq(r.lines, 8);
	ck_assert(r.automatic);
	ck_assert_str_eq(r.error.text, "");
}

/* A call that goes on stays, and then goes with its first day. */
TEST(what_goes_on_stays_whole)
{
	const timestamp now = state_now();

	put_days(now);
	state_put(now - 8 * DAY, "call", 200, "long",
		  "\"callId\":\"long\",\"caller\":\"10001\"");
	state_put(now - 2 * HOUR, "CallStatusEvent", 200, "long",
		  "\"callId\":\"long\",\"status\":\"ESTABLISHED\"");
	purge(4, now);
	ck_assert_int_eq(calls_in_index(), 4);
	ck_assert(is_there(now - 8 * DAY));
}

TEST(a_look_is_repeated_after_an_hour)
{
	const timestamp now = state_now();

	put_days(now);
	ck_assert(keep_days_is_due("state", 8, now));
	purge_record_look("state");
	ck_assert(!keep_days_is_due("state", 8, now + HOUR / 2));
	ck_assert(keep_days_is_due("state", 8, now + 2 * HOUR));
	/* The clock was set back. */
	ck_assert(keep_days_is_due("state", 8, now - 2 * HOUR));
}

TEST(a_purge_that_was_killed_is_completed_a_minute_later)
{
	const timestamp now = state_now();

	put_days(now);
	purge_record_look("state");
	output_of("touch state/journal/.purge");
	ck_assert(!keep_days_is_due("state", 8, now + HOUR / 120));
	ck_assert(keep_days_is_due("state", 8, now + HOUR / 30));
	purge(8, now);
	ck_assert_int_ne(access("state/journal/.purge", F_OK), 0);
}

/* A year ahead, hooks come in: only the file of that day is new. */
TEST(a_clock_that_leaps_purges_nothing_for_ten_minutes)
{
	const timestamp ahead = NOON + 365 * DAY;

	put_days(NOON);
	state_put(ahead, "call", 200, "s", "\"callId\":\"new\"");
	ck_assert(!keep_days_is_due("state", 8, ahead));
	ck_assert(!keep_days_is_due("state", 8, ahead + HOUR / 12));
	ck_assert(keep_days_is_due("state", 8, ahead + HOUR / 6));
	/* On the next day it has gone on for long. */
	ck_assert(keep_days_is_due("state", 8, ahead + DAY));
}

TEST(why_it_failed_is_told_until_it_succeeds)
{
	const timestamp now = state_now();
	struct purge_record r;
	char command[128];

	put_days(now);
	snprintf(command, sizeof command, "mkdir -p state/journal/.%.8s.new/a",
		 state_day_file(now - 9 * DAY - HOUR));
	output_of(command);
	log_capture_start();
	purge(4, now);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), "keep_days: cannot "));
	purge_record_read("state", &r);
	ck_assert_ptr_nonnull(strstr(r.error.text, "cannot purge"));
	ck_assert_uint_eq(r.lines, 0);
	output_of("rm -r state/journal/.*.new");
	purge(4, now);
	purge_record_read("state", &r);
	ck_assert_str_eq(r.error.text, "");
	ck_assert_int_eq(calls_in_index(), 3);
}

TEST_LOOP(compressed_days_go_too, PACKINGS)
{
	const timestamp now = state_now();

	put_days(now);
	packing_pack_before("state", state_day_file(now - 2 * DAY),
			    (enum packing)_i);
	purge(4, now);
	ck_assert_int_eq(calls_in_index(), 3);
}

static const char *const records[] = {
	"",
	"{",
	"[]",
	"{\"at\":1,\"before\":{},\"lines\":\"x\"}",
	"{\"at\":\"never\"}",
};

TEST_LOOP(a_record_that_is_no_good_says_nothing, ROWS(records))
{
	struct purge_record r;

	output_of("mkdir -p state");
	write_file("state/purge.json", records[_i]);
	purge_record_read("state", &r);
	ck_assert_int_eq(r.at, TIMESTAMP_NONE);
	ck_assert_str_eq(r.error.text, "");
}
