/* time_series: counts of hooks by the minute and the hour. */

#include "index/time_series.h"

#include <stdio.h>
#include <string.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define MINUTE (60 * SECOND_US)

/* Adds the line of a hook that took so many microseconds. */
static void
took(timestamp when, const char *hook, int status, long us)
{
	char time[TIMESTAMP_SIZE], line[256];

	timestamp_format(time, sizeof time, when);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"%s\",\"status\":%d,\"us\":%ld}\n",
		 time, hook, status, us);
	history_append("state", DAY_FILE, line, strlen(line));
}

static void
fold_at(timestamp now)
{
	struct index *ix = index_open("state", NULL);
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &history_patient,
		.now = now,
	};
	struct fold_result done;

	ck_assert_ptr_nonnull(ix);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
}

TEST(each_minute_has_its_sums)
{
	took(NOON_US, "call", 200, 10);
	took(NOON_US + SECOND_US, "call", 200, 11);
	took(NOON_US + MINUTE - 1, "call", 403, 7000000);
	took(NOON_US + MINUTE, "call", 200, 1);
	fold_at(NOON_US + MINUTE);
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT begin - 60 * (begin / 60), status, count,"
			  " took, b0, b1, b17 FROM series WHERE unit = 60"
			  " ORDER BY begin, status"),
	    "0|200|2|21|1|1|0\n0|403|1|7000000|0|0|1\n0|200|1|1|1|0|0\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT unit, begin %% 3600, status, count"
				   " FROM series WHERE unit <> 60"
				   " ORDER BY unit, status"),
	    "0|0|200|3\n0|0|403|1\n3600|0|200|3\n"
	    "3600|0|403|1\n");
}

TEST(more_rows_than_are_held_are_all_summed_up)
{
	char hook[32];
	size_t i;

	for (i = 0; i < 3 * SERIES_MAX; i++) {
		snprintf(hook, sizeof hook, "hook%zu", i % (2 * SERIES_MAX));
		took(NOON_US, hook, 200, (long)i);
	}
	fold_at(NOON_US);
	ck_assert_str_eq(history_query("state",
				       "SELECT count(*), sum(count) FROM"
				       " series WHERE unit = 60"),
			 "1024|1536\n");
}

TEST(what_is_old_is_forgotten_by_the_minute_and_kept_by_the_hour)
{
	took(NOON_US, "call", 200, 10);
	fold_at(NOON_US + SERIES_MINUTES_KEPT + 2 * MINUTE);
	ck_assert_str_eq(history_query("state", "SELECT unit FROM series"),
			 "0\n3600\n");
	/* The same after the clock was ahead: the row is not old. */
	took(NOON_US, "call", 200, 10);
	fold_at(NOON_US + MINUTE);
	ck_assert_str_eq(
	    history_query("state", "SELECT unit, count FROM series"),
	    "0|2\n60|2\n3600|2\n");
	fold_at(NOON_US + SERIES_MINUTES_KEPT + 2 * MINUTE);
	ck_assert_str_eq(
	    history_query("state", "SELECT unit, count FROM series"),
	    "0|2\n3600|2\n");
	fold_at(NOON_US + SERIES_HOURS_KEPT + 120 * MINUTE);
	ck_assert_str_eq(history_query("state", "SELECT unit FROM series"),
			 "0\n");
}

TEST(a_quantile_is_within_its_bucket)
{
	uint64_t buckets[SERIES_BOUNDS + 1] = { 0 };
	size_t i;

	ck_assert_double_lt(time_series_quantile(buckets, 0.5), 0);
	for (i = 0; i < SERIES_BOUNDS; i++) {
		memset(buckets, 0, sizeof buckets);
		buckets[i] = 7;
		ck_assert_double_le(time_series_quantile(buckets, 0.99),
				    (double)time_series_bounds[i]);
		ck_assert_double_ge(time_series_quantile(buckets, 0.01),
				    i ? (double)time_series_bounds[i - 1] : 0);
	}
	/* 90 of 100 took up to 50 us, the rest more than all bounds. */
	memset(buckets, 0, sizeof buckets);
	buckets[2] = 90;
	buckets[SERIES_BOUNDS] = 10;
	ck_assert_double_le(time_series_quantile(buckets, 0.9), 50);
	ck_assert_double_ge(time_series_quantile(buckets, 0.91),
			    (double)time_series_bounds[SERIES_BOUNDS - 1]);
}
