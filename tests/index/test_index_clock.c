/* index: a clock that was ahead and is set right, and files of other days. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/fold.h"
#include "index/progress.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL "\"callId\":\"c\",\"caller\":\"1\""
#define A_DAY (86400 * SECOND_US)
#define AN_HOUR (3600 * SECOND_US)

/* One hour for all kinds. */
static const struct timeouts an_hour = {
	.pending = { AN_HOUR, AN_HOUR, AN_HOUR, AN_HOUR, AN_HOUR },
	.established = { AN_HOUR, AN_HOUR, AN_HOUR, AN_HOUR, AN_HOUR },
	.hangup = AN_HOUR,
};

static struct fold_result
fold_at(timestamp now)
{
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &an_hour,
		.now = now,
	};
	struct index *ix = index_open("state", NULL);
	struct fold_result done;

	ck_assert_ptr_nonnull(ix);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
	return done;
}

/* A call with a slot of a limit, on a connection. */
static void
tell_call(void)
{
	char *line = history_line(NOON_US, "call", 200, "s", CALL);
	char *body = strstr(line, ",\"body\":");
	char placed[1024];

	history_tell(-1, "connect", "s", "");
	snprintf(placed, sizeof placed,
		 "%.*s,\"places\":[\"call by caller = 1"
		 "\"]%s",
		 (int)(body - line), line, body);
	history_append("state", DAY_FILE, placed, strlen(placed));
}

static const char counts[] =
    "SELECT (SELECT sum(live) FROM call), (SELECT sum(live) FROM connection),"
    " (SELECT sum(active) FROM limit_slot), (SELECT count(*) FROM series)";

TEST(what_a_clock_that_was_ahead_took_for_silent_is_live)
{
	char *before;

	tell_call();
	fold_at(NOON_US + SECOND_US);
	before = history_query("state", counts);
	fold_at(NOON_US + 3 * A_DAY);
	ck_assert_str_eq(history_query("state", "SELECT sum(live) FROM call"),
			 "0\n");
	ck_assert(fold_at(NOON_US + SECOND_US).rebuilt);
	ck_assert_str_eq(history_query("state", counts), before);
	ck_assert(!fold_at(NOON_US + SECOND_US).rebuilt);
}

TEST(a_clock_that_is_put_right_by_little_costs_nothing)
{
	tell_call();
	fold_at(NOON_US + 9 * SECOND_US);
	ck_assert(!fold_at(NOON_US).rebuilt);
	ck_assert(!fold_at(NOON_US + A_DAY).rebuilt);
}

/* A fold without changes does not wait for the disk. */
TEST(nothing_new_is_nothing_to_write)
{
	char *before, *after;
	size_t len, len_after;

	tell_call();
	fold_at(NOON_US + SECOND_US);
	before = harness_read_file("state/index.db", &len);
	fold_at(NOON_US + 9 * SECOND_US);
	after = harness_read_file("state/index.db", &len_after);
	ck_assert_uint_eq(len, len_after);
	ck_assert_mem_eq(before, after, len);
}

TEST(a_clock_that_judged_nothing_can_be_put_back_for_nothing)
{
	char *before;

	tell_call();
	fold_at(NOON_US + SECOND_US);
	before = history_query("state", counts);
	fold_at(NOON_US + AN_HOUR / 2);
	ck_assert(!fold_at(NOON_US + SECOND_US).rebuilt);
	ck_assert_str_eq(history_query("state", counts), before);
}

/* Programs compare the progress with the file of today. */
TEST(the_mark_is_not_of_a_day_that_is_to_come)
{
	char *ahead = history_line(NOON_US + 9 * A_DAY, "call", 200, "s", CALL);
	struct progress m;
	int lock;

	tell_call();
	history_append("state", "20260310.ndjson", ahead, strlen(ahead));
	ck_assert_uint_eq(fold_at(NOON_US + SECOND_US).lines, 3);
	lock = progress_open("state");
	ck_assert_int_eq(progress_read(lock, &m), 0);
	ck_assert_str_eq(m.file, DAY_FILE);
	fold_at(NOON_US + 9 * A_DAY);
	ck_assert_int_eq(progress_read(lock, &m), 0);
	ck_assert_str_eq(m.file, "20260310.ndjson");
	close(lock);
}

TEST(a_day_that_is_put_back_stands_where_it_belongs)
{
	char *before = history_line(NOON_US - A_DAY, "connect", 200, "s", "");
	char *ended =
	    history_line(NOON_US - A_DAY + SECOND_US, "ConnectionStatusEvent",
			 200, "s", "\"status\":\"DISCONNECTED\"");

	tell_call();
	history_fold();
	history_append("state", "20260228.ndjson", "", 0);
	ck_assert(!history_fold().rebuilt);
	history_append("state", "20260228.ndjson", before, strlen(before));
	history_append("state", "20260228.ndjson", ended, strlen(ended));
	ck_assert(history_fold().rebuilt);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "put back");
	ck_assert_str_eq(history_query("state", "SELECT sum(live) FROM call"),
			 "1\n");
	ck_assert(!history_fold().rebuilt);
}

static void
check_registration(const char *expected)
{
	ck_assert_str_eq(
	    history_query("state", "SELECT live, stale FROM registration"),
	    expected);
}

/* However it is folded. */
TEST_LOOP(a_registration_lives_as_long_as_its_connection, 2)
{
	int i;

	history_tell(0, "connect", "s", "");
	history_tell(1, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	for (i = 1; i <= 5; i++) {
		history_tell(i * 3000, "call", "s", CALL);
		if (_i)
			fold_at(NOON_US + (i * 3000 + 1) * SECOND_US);
	}
	fold_at(NOON_US + 15001 * SECOND_US);
	check_registration("1|0\n");
	fold_at(NOON_US + 18601 * SECOND_US);
	check_registration("0|1\n");
	history_tell(18700, "call", "s", CALL);
	fold_at(NOON_US + 18700 * SECOND_US);
	check_registration("1|0\n");
	history_tell(18701, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	fold_at(NOON_US + 18702 * SECOND_US);
	check_registration("0|0\n");
}

TEST(a_connection_ends_though_the_clock_was_put_back_meanwhile)
{
	history_tell(3600, "connect", "s", "");
	history_tell(3601, "ConnectionStatusEvent", "s",
		     "\"status\":\"ESTABLISHED\"");
	history_tell(3602, "call", "s", CALL);
	history_tell(3, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT live, status FROM connection"),
	    "0|DISCONNECTED\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT disposition, duration FROM cdr"),
	    "NO ANSWER|0\n");
}
