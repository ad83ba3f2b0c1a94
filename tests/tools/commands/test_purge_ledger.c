/* Purge shortens the ledger, and exports do not notice. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/index.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

#define DAY (INT64_C(86400) * TIMESTAMP_SECOND)

/* Calls of 9 and 8 days ago, and of yesterday. */
static void
put_calls(void)
{
	const timestamp now = state_now();

	state_put_call(now - 9 * DAY, "nine", "10001", "10002");
	state_put_call(now - 8 * DAY, "eight", "10001", "10002");
	state_put_call(now - 1 * DAY, "one", "10001", "10002");
}

const struct test_setup test_setup = {
	.before = put_calls,
	.seconds = 120,
};

static char *
cdr(const char *option, const char *value)
{
	return ctl_output(ctl_run("cdr", "--json", option, value, NULL));
}

static char *
purge(void)
{
	char date[TIMESTAMP_SIZE];

	timestamp_format(date, sizeof date, state_now() - 4 * DAY);
	date[10] = '\0';
	return ctl_output(
	    ctl_run("purge", "--before", date, "--yes", "--json", NULL));
}

/* Lines of the ledger that are sums of those that went. */
static size_t
sum_lines(void)
{
	return count_of(harness_read_file("state/records.log", NULL),
			"\n0000000000000000 0000 ");
}

/* The other lines, without the header. */
static size_t
ledger_lines(void)
{
	return count_lines(harness_read_file("state/records.log", NULL)) - 1 -
	       sum_lines();
}

static char *
cursor_of(const char *file)
{
	char *text = harness_read_file(file, NULL);

	text[strcspn(text, "\n")] = '\0';
	return text;
}

TEST(what_no_call_needs_goes)
{
	cdr("--cursor", "cursor");
	ck_assert_uint_eq(ledger_lines(), 3);
	purge();
	ck_assert_uint_eq(ledger_lines(), 1);
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("status", "--json", NULL)),
		   "\"rebuilt\":false"));
}

/* The metrics of calls; what is live differs. */
static char *
call_sums(void)
{
	return history_query("state", "SELECT disposition, bucket, calls, talk"
				      " FROM call_sum");
}

TEST(what_goes_is_still_counted)
{
	char *before;

	state_put(state_now() - 9 * DAY, "call", 403, "s", "\"callId\":\"no\"");
	cdr("--cursor", "cursor");
	before = call_sums();
	ck_assert_uint_eq(count_lines(before), 2);
	purge();
	ck_assert_str_eq(call_sums(), before);
	ck_assert_uint_eq(sum_lines(), 2);
	ctl_output(ctl_run("reindex", NULL));
	ck_assert_str_eq(call_sums(), before);
	/* Another purge adds its calls to the sums. */
	state_put_call(state_now() - 7 * DAY, "seven", "10001", "10002");
	cdr("--cursor", "cursor");
	before = call_sums();
	purge();
	ck_assert_uint_eq(sum_lines(), 2);
	output_of("rm state/index.db*");
	cdr("--cursor", "cursor");
	ck_assert_str_eq(call_sums(), before);
}

/* Cursors of before, of between and of after what went. */
TEST(every_cursor_goes_on)
{
	char first[64];
	const char *last;

	cdr("--cursor", "cursor");
	last = cursor_of("cursor");
	snprintf(first, sizeof first, "%.17s0", last);
	purge();
	ck_assert_uint_eq(count_lines(cdr("--after", first)), 1);
	ck_assert_ptr_nonnull(strstr(cdr("--after", first), "\"one\""));
	ck_assert_str_eq(cdr("--after", last), "");
	state_put_call(state_now() - 3600 * TIMESTAMP_SECOND, "new", "10001",
		       "10002");
	ck_assert_uint_eq(count_lines(cdr("--after", last)), 1);
	ck_assert_ptr_nonnull(strstr(cdr("--after", last), "\"new\""));
	ck_assert_uint_eq(count_lines(cdr("--cursor", "cursor")), 1);
	ck_assert_str_eq(cdr("--cursor", "cursor"), "");
}

TEST(an_index_made_anew_has_the_same_times)
{
	const char *before;

	cdr("--cursor", "cursor");
	purge();
	before = cdr(NULL, NULL);
	ctl_output(ctl_run("reindex", NULL));
	ck_assert_str_eq(cdr(NULL, NULL), before);
	output_of("rm state/index.db*");
	ck_assert_str_eq(cdr(NULL, NULL), before);
}

/* All calls go: the last time stays, so that later ones are greater. */
TEST(times_grow_after_all_has_gone)
{
	output_of("rm state/journal/*");
	state_put_call(state_now() - 9 * DAY, "nine", "10001", "10002");
	cdr("--cursor", "cursor");
	purge();
	ck_assert_uint_eq(ledger_lines(), 1);
	state_put_call(state_now() - 3600 * TIMESTAMP_SECOND, "new", "10001",
		       "10002");
	ck_assert_uint_eq(count_lines(cdr("--cursor", "cursor")), 1);
	ck_assert_str_eq(cdr("--cursor", "cursor"), "");
}

/* Its file may come back; then its calls have been exported already. */
TEST(a_day_that_is_gone_without_purge_keeps_its_lines)
{
	char path[64];

	state_put(state_now(), "ping", 200, "today", "\"n\":1");
	cdr("--cursor", "cursor");
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now() - DAY));
	ck_assert_int_eq(rename(path, "away"), 0);
	purge();
	ck_assert_uint_eq(ledger_lines(), 1);
	ck_assert_int_eq(rename("away", path), 0);
	ck_assert_str_eq(cdr("--cursor", "cursor"), "");
	ck_assert_uint_eq(count_lines(cdr(NULL, NULL)), 1);
}

static void
forget_size(void)
{
	struct index *ix = index_open("state", NULL);

	ck_assert_int_eq(index_begin(ix), 0);
	ck_assert_int_eq(
	    sql_exec(index_sql(ix), "UPDATE ledger SET size = 280"), 0);
	ck_assert_int_eq(index_commit(ix), 0);
	index_close(ix);
}

/* Killed between the ledger and the index: the index is made anew. */
TEST(an_index_that_knows_a_longer_ledger_is_made_anew)
{
	const char *before;

	cdr("--cursor", "cursor");
	purge();
	before = cdr(NULL, NULL);
	forget_size();
	ck_assert_str_eq(cdr(NULL, NULL), before);
	ck_assert_str_eq(cdr("--cursor", "cursor"), "");
}
