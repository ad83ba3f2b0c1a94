/* Hook programs update the index after they have responded. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/progress.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/http_client.h"
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
