/* Hook programs update the index after they have responded. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/progress.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/http_client.h"
#include "support/packing.h"
#include "support/state_fixture.h"
#include "support/web_server.h"

#define BODY "{\"callId\":\"c\",\"sessionId\":\"s\"}"

static void
post_hook(void)
{
	ck_assert_int_eq(web_post("/EchoApp/call", BODY).status, 200);
}

/* A number of the index as it is, without a fold; 0 if there is none. */
static int64_t
index_number(const char *query)
{
	char path[4096];
	struct sql *db;
	int64_t n;

	snprintf(path, sizeof path, "%s/index.db", web_state_dir());
	db = access(path, F_OK) ? NULL : sql_open(path, false, NULL);
	if (!db)
		return 0;
	n = sql_number(db, query);
	sql_close(db);
	return n < 0 ? 0 : n;
}

static int64_t
lines_in_index(void)
{
	return index_number("SELECT coalesce(sum(count), 0) FROM hook_count");
}

/* Posts hooks until they are in the index. */
static void
post_until_folded(void)
{
	int64_t before = lines_in_index();
	int tries;

	for (tries = 0; tries < 200; tries++) {
		post_hook();
		if (lines_in_index() > before)
			break;
		usleep(50000);
	}
	ck_assert_int_lt(tries, 200);
}

const struct test_setup test_setup = {
	.after = web_stop,
	.seconds = 60,
};

TEST(hooks_alone_update_the_index)
{
	web_start_with("");
	post_until_folded();
	post_until_folded();
}

TEST(hooks_fold_with_each_timeout_of_the_configuration)
{
	web_start_with("stale_ringing = 11s\n"
		       "stale_call = 12s\n"
		       "stale_stream = 13s\n"
		       "stale_connection = 14s\n"
		       "stale_hangup = 7s\n");
	post_until_folded();
	ck_assert_int_eq(index_number("SELECT count(*) FROM timeouts"
				      " WHERE hangup = 7000000"),
			 index_number("SELECT count(*) FROM timeouts"));
	ck_assert_int_eq(
	    index_number("SELECT count(*) FROM timeouts WHERE"
			 " (pending, established) IN ((11000000, 12000000),"
			 " (13000000, 13000000))"),
	    2);
	ck_assert_int_gt(
	    index_number("SELECT count(*) FROM timeouts WHERE"
			 " (pending, established) = (14000000, 14000000)"),
	    0);
}

static timestamp
last_folded(void)
{
	struct progress m = { .when = 0 };
	int lock = progress_open(web_state_dir());

	progress_read(lock, &m);
	close(lock);
	return m.when;
}

/* The clock was wrong once, and left a file of a future day. */
TEST(a_file_of_a_future_day_does_not_cause_constant_folds)
{
	char *line =
	    history_line(state_now() + 9 * DAY_US, "call", 200, "s", "");
	timestamp end, last = 0;
	int folds = 0;

	web_start_with("");
	post_hook();
	history_append(web_state_dir(),
		       state_day_file(state_now() + 9 * DAY_US), line,
		       strlen(line));
	for (end = state_now() + 3 * SECOND_US; state_now() < end;
	     usleep(20000)) {
		post_hook();
		folds += last_folded() != last;
		last = last_folded();
	}
	/* About one fold per second. */
	ck_assert_int_ge(folds, 1);
	ck_assert_int_le(folds, 6);
}

/* Writes a day of that many lines, so many days ago; returns its file. */
static const char *
put_day(int days_ago, int lines)
{
	timestamp day = state_now() - days_ago * DAY_US;
	char session[16];
	int i;

	snprintf(session, sizeof session, "of%d", days_ago);
	for (i = 0; i < lines; i++) {
		char *line = history_line(day + i, "connect", 200, session, "");

		history_append(web_state_dir(), state_day_file(day), line,
			       strlen(line));
	}
	return state_day_file(day);
}

/* Sends hooks until a file below the journal is there, or is not. */
static void
hook_until(const char *file, const char *ending, bool there)
{
	char path[4096];
	int tries;

	snprintf(path, sizeof path, "%s/journal/%s%s", web_state_dir(), file,
		 ending);
	for (tries = 0; tries < 400; tries++) {
		post_hook();
		if ((access(path, F_OK) == 0) == there)
			return;
		usleep(50000);
	}
	ck_abort_msg("%s: %s", path, web_log_end());
}

static void
hook_until_folded(int64_t lines)
{
	int tries;

	for (tries = 0; tries < 400; tries++) {
		post_hook();
		if (lines_in_index() >= lines)
			return;
		usleep(50000);
	}
	ck_abort_msg("%lld lines: %s", (long long)lines_in_index(),
		     web_log_end());
}

TEST(closed_days_are_compressed_after_hooks)
{
	char file[64], yesterday[64];

	web_start_with("compress_after = 1d\n");
	snprintf(file, sizeof file, "%s", put_day(2, 500));
	snprintf(yesterday, sizeof yesterday, "%s", put_day(1, 500));
	hook_until(file, ".zst", true);
	hook_until(file, "", false);
	/* The index knows the day as it is now. */
	hook_until_folded(1000);
	hook_until(yesterday, "", true);
	ck_assert_ptr_null(strstr(web_log(), "cannot"));
}

TEST(days_are_purged_after_hooks)
{
	char file[64], yesterday[64];

	web_start_with("keep_days = 3\n");
	snprintf(yesterday, sizeof yesterday, "%s", put_day(1, 500));
	snprintf(file, sizeof file, "%s", put_day(9, 500));
	packing_pack(web_state_dir(), put_day(8, 500), PACKING_OURS);
	/* The sums of both stay in the later one. */
	hook_until(file, "", false);
	hook_until(yesterday, "", true);
	hook_until_folded(1500);
	ck_assert_ptr_null(strstr(web_log(), "cannot"));
}

TEST(nothing_is_compressed_unless_the_configuration_says_so)
{
	char file[64];

	web_start_with("");
	snprintf(file, sizeof file, "%s", put_day(9, 500));
	hook_until_folded(502);
	hook_until(file, ".zst", false);
}

TEST_LOOP(hooks_bring_an_index_of_compressed_days_up_to_date, PACKINGS)
{
	web_start_with("");
	packing_pack(web_state_dir(), put_day(5, 700), (enum packing)_i);
	hook_until_folded(701);
	/* Compressed when they are folded already. */
	packing_pack(web_state_dir(), put_day(3, 300), PACKING_OURS);
	hook_until_folded(1002);
	ck_assert_ptr_null(strstr(web_log(), "cannot"));
}

/* Each of the many programs would pay for what hardly any needs. */
TEST(programs_for_hooks_do_without_the_libraries_that_compress)
{
	char command[4096];

	snprintf(command, sizeof command,
		 "nm -D --undefined-only %s/call.fcgi |"
		 " grep -cE 'ZSTD_|inflate|deflate' || true",
		 path_from("TEST_PROGRAMS", "fcgi"));
	ck_assert_str_eq(output_of(command), "0\n");
}
