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

/* The number of journal lines in the index; does not fold. */
static int64_t
lines_in_index(void)
{
	char path[4096];
	struct sql *db;
	int64_t n;

	snprintf(path, sizeof path, "%s/index.db", web_state_dir());
	db = access(path, F_OK) ? NULL : sql_open(path, false, NULL);
	if (!db)
		return 0;
	n = sql_number(db, "SELECT coalesce(sum(count), 0) FROM hook_count");
	sql_close(db);
	return n < 0 ? 0 : n;
}

const struct test_setup test_setup = {
	.after = web_stop,
	.seconds = 60,
};

TEST(hooks_alone_update_the_index)
{
	int64_t before = 0;
	int i, tries;

	web_start_with("");
	for (i = 0; i < 2; i++) {
		for (tries = 0; tries < 200; tries++) {
			post_hook();
			if (lines_in_index() > before)
				break;
			usleep(50000);
		}
		ck_assert_int_lt(tries, 200);
		before = lines_in_index();
	}
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
