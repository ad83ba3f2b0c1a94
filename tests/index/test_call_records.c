/* call_records, ledger: each record is final once, whatever happens between. */

#include "index/call_records.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/conf_keys.h"
#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define LEDGER "state/" LEDGER_NAME
#define LINE 83

/* Seconds after NOON. */
#define AT(seconds) (NOON_US + (timestamp)((seconds)*1e6))

static struct fold_task
task_at(double seconds)
{
	static struct timeouts defaults;
	struct conf c;

	conf_keys_set_defaults(&c);
	defaults = expiry_timeouts(&c);
	return (struct fold_task){
		.state_dir = "state",
		.timeouts = &defaults,
		.now = AT(seconds),
	};
}

static void
fold_task(const struct fold_task *task)
{
	struct fold_result done;
	struct error e;
	struct index *ix = index_open("state", &e);

	ck_assert_msg(ix != NULL, "%s", e.text);
	ck_assert_msg(fold(ix, task, &done) == 0, "%s", done.error.text);
	index_close(ix);
}

static void
fold_at(double seconds)
{
	struct fold_task task = task_at(seconds);

	fold_task(&task);
}

static void
rebuild_at(double seconds)
{
	struct fold_task task = task_at(seconds);

	task.rebuild = true;
	fold_task(&task);
}

static void
call_lasts(double from, double until, const char *id)
{
	char members[128];

	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"caller\":\"1\",\"callee\":\"2\"", id);
	history_tell(from, "call", "s", members);
	history_call_becomes(from, id, "ESTABLISHED");
	history_call_becomes(until, id, "FINISH");
}

static char *
records(void)
{
	return history_query("state", "SELECT callid, disposition, revision"
				      " FROM cdr ORDER BY recorded");
}

static char *
whole_records(void)
{
	return history_query("state", "SELECT uniqueid, revision, recorded,"
				      " disposition, billsec FROM cdr"
				      " ORDER BY recorded, row");
}

static size_t
ledger_lines(void)
{
	size_t len;

	free(harness_read_file(LEDGER, &len));
	ck_assert_uint_eq(len % LINE, 0);
	return len / LINE - 1;
}

static void
remove_index(void)
{
	ck_assert_int_eq(unlink("state/index.db"), 0);
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
}

/* A ledger that was begun is no first one, so records get the fold's time. */
static void
begin_ledger(void)
{
	call_lasts(-100, -90, "first");
	fold_at(-80);
	ck_assert_uint_eq(ledger_lines(), 1);
}

TEST(a_record_becomes_final_when_the_call_has_settled)
{
	begin_ledger();
	call_lasts(0, 10, "a");
	fold_at(10.1);
	ck_assert_str_eq(records(), "first|ANSWERED|1\n");
	/* A hook that was overtaken changes no record. */
	history_call_becomes(9.9, "a", "HOLD");
	fold_at(10.4);
	fold_at(10.6);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|ANSWERED|1\n");
	ck_assert_uint_eq(ledger_lines(), 2);
	fold_at(11);
	ck_assert_uint_eq(ledger_lines(), 2);
	ck_assert_str_eq(history_query("state",
				       "SELECT recorded - %lld FROM cdr"
				       " WHERE callid = 'a'",
				       (long long)NOON_US),
			 "10500000\n");
}

static void
check_recorded(const char *expected)
{
	ck_assert_str_eq(history_query("state",
				       "SELECT callid, recorded - %lld FROM cdr"
				       " WHERE callid <> 'first'"
				       " ORDER BY recorded, callid",
				       (long long)NOON_US),
			 expected);
}

TEST(records_that_are_folded_late_have_the_times_at_which_they_were_final)
{
	begin_ledger();
	call_lasts(0, 300, "long");
	call_lasts(1, 10, "short");
	history_tell(5, "call", "s", "\"callId\":\"stale\"");
	fold_at(100000);
	check_recorded("short|10500000\nstale|185000000\nlong|300500000\n");
}

TEST(no_record_has_a_time_before_the_last_fold)
{
	begin_ledger();
	call_lasts(0, 300, "a");
	fold_at(400);
	call_lasts(1, 10, "late");
	call_lasts(2, 395, "too");
	call_lasts(3, 450, "later");
	fold_at(500);
	check_recorded("a|300500000\nlate|400000001\ntoo|400000001\n"
		       "later|450500000\n");
}

TEST(an_index_made_anew_records_what_is_new_now)
{
	begin_ledger();
	call_lasts(0, 300, "a");
	fold_at(400);
	output_of("rm state/index.db");
	call_lasts(401, 410, "new");
	fold_at(500);
	check_recorded("a|300500000\nnew|500000000\n");
}

TEST(a_first_ledger_has_the_times_at_which_records_were_final)
{
	call_lasts(0, 10, "a");
	call_lasts(1, 3, "b");
	history_tell(5, "call", "s", "\"callId\":\"stale\"");
	fold_at(100000);
	ck_assert_str_eq(history_query("state",
				       "SELECT callid, recorded - %lld FROM cdr"
				       " ORDER BY recorded",
				       (long long)NOON_US),
			 "b|3500000\na|10500000\nstale|185000000\n");
}

TEST(a_stale_record_that_is_corrected_is_recorded_again_under_its_id)
{
	char *id;

	begin_ledger();
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	history_call_becomes(1, "a", "ESTABLISHED");
	fold_at(20000);
	id = history_query("state",
			   "SELECT uniqueid FROM cdr WHERE callid = 'a'");
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|STALE|1\n");
	history_call_becomes(20100, "a", "FINISH");
	fold_at(20100.1);
	/* Not again with the values before, nor with those that may change. */
	ck_assert_str_eq(records(), "first|ANSWERED|1\n");
	fold_at(20101);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|ANSWERED|2\n");
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT uniqueid FROM cdr WHERE callid = 'a'"),
	    id);
	/* A repeated hook is no correction. */
	history_call_becomes(20150, "a", "FINISH");
	fold_at(20160);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|ANSWERED|2\n");
	ck_assert_uint_eq(ledger_lines(), 3);
}

TEST_LOOP(an_index_made_anew_has_the_same_records, 2)
{
	char *before;
	int i;

	begin_ledger();
	for (i = 0; i < 20; i++) {
		char id[16];

		snprintf(id, sizeof id, "c%d", i);
		call_lasts(i * 10, i * 10 + 7, id);
		fold_at(i * 10 + 8.1);
	}
	history_call_becomes(300, "c3", "FINISH");
	history_tell(0, "call", "s", "\"callId\":\"stale\"");
	fold_at(20000);
	history_call_becomes(20001, "stale", "FINISH");
	fold_at(20002);
	before = whole_records();
	ck_assert_uint_eq(count_of(before, "\n"), 22);
	if (_i)
		remove_index();
	rebuild_at(30000);
	ck_assert_str_eq(whole_records(), before);
	ck_assert_uint_eq(ledger_lines(), 23);
}

/* What a fold leaves behind that was killed after it wrote the ledger. */
static void
die(void *arg)
{
	(void)arg;
	kill(getpid(), SIGKILL);
}

static void
die_at(double seconds, bool rebuild)
{
	struct fold_task task = task_at(seconds);
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	task.recorded = die;
	task.rebuild = rebuild;
	if (child == 0) {
		fold_task(&task);
		_exit(1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST_LOOP(a_fold_that_is_killed_after_the_ledger_records_nothing_twice, 2)
{
	begin_ledger();
	call_lasts(0, 10, "a");
	history_tell(0, "call", "s", "\"callId\":\"stale\"");
	die_at(20000, _i);
	ck_assert_uint_eq(ledger_lines(), 3);
	ck_assert_str_eq(records(), "first|ANSWERED|1\n");
	fold_at(20010);
	ck_assert_uint_eq(ledger_lines(), 3);
	check_recorded(_i ? "a|20000000000\nstale|20000000000\n"
			  : "a|10500000\nstale|180000000\n");
	history_call_becomes(20011, "stale", "FINISH");
	die_at(20020, _i);
	fold_at(20030);
	ck_assert_str_eq(records(),
			 "first|ANSWERED|1\na|ANSWERED|1\nstale|NO ANSWER|2\n");
	ck_assert_uint_eq(ledger_lines(), 4);
}

TEST(lines_that_a_crash_left_incomplete_are_cut_off)
{
	static const char *const torn[] = { "1772366", "x\n", "\n\n\n" };
	char zeros[3 * LINE] = { 0 };
	char *before;
	size_t i;

	begin_ledger();
	call_lasts(0, 10, "a");
	fold_at(20);
	before = whole_records();
	for (i = 0; i <= ROWS(torn); i++) {
		FILE *f = fopen(LEDGER, "a");

		ck_assert_ptr_nonnull(f);
		if (i < ROWS(torn))
			fputs(torn[i], f);
		else
			fwrite(zeros, 1, sizeof zeros, f);
		fclose(f);
		rebuild_at(20 + (double)i);
		ck_assert_uint_eq(ledger_lines(), 2);
		ck_assert_str_eq(whole_records(), before);
	}
}

TEST(a_ledger_of_which_only_the_space_was_written_is_begun_again)
{
	const char zeros[2 * LINE] = { 0 };
	FILE *f;

	history_tell(0, "connect", "s", "");
	f = fopen(LEDGER, "w");
	ck_assert_ptr_nonnull(f);
	fwrite(zeros, 1, sizeof zeros, f);
	fclose(f);
	call_lasts(0, 10, "a");
	fold_at(20);
	ck_assert_uint_eq(ledger_lines(), 1);
	ck_assert_str_eq(records(), "a|ANSWERED|1\n");
}

TEST(a_file_that_is_no_ledger_is_named_and_left_alone)
{
	char text[3 * LINE];
	struct error e;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	history_tell(0, "connect", "s", "");
	write_file(LEDGER, text);
	ck_assert_int_eq(history_fold_may_fail("state", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "state/" LEDGER_NAME));
	ck_assert_ptr_nonnull(strstr(e.text, "move it away"));
	ck_assert_str_eq(harness_read_file(LEDGER, NULL), text);
}

TEST(a_ledger_that_was_removed_is_begun_again_with_the_same_ids)
{
	char *ids;

	begin_ledger();
	call_lasts(0, 10, "a");
	fold_at(20);
	ids = history_query("state", "SELECT uniqueid FROM cdr ORDER BY row");
	ck_assert_int_eq(unlink(LEDGER), 0);
	fold_at(30);
	ck_assert_uint_eq(ledger_lines(), 2);
	ck_assert_str_eq(
	    history_query("state", "SELECT uniqueid FROM cdr ORDER BY row"),
	    ids);
}

TEST(nothing_is_recorded_before_a_time_that_was_sealed)
{
	struct fold_task task;

	begin_ledger();
	call_lasts(0, 10, "a");
	task = task_at(9);
	task.seal = AT(3600);
	fold_task(&task);
	/* The clock is set back meanwhile, or the index is made anew. */
	remove_index();
	fold_at(20);
	ck_assert_str_eq(history_query("state",
				       "SELECT callid, recorded - %lld"
				       " FROM cdr WHERE callid = 'a'",
				       (long long)AT(3600)),
			 "a|1\n");
}

TEST(a_record_does_not_wait_for_a_clock_that_was_set_back)
{
	begin_ledger();
	history_tell(4000, "call", "s", "\"callId\":\"a\"");
	history_call_becomes(4001, "a", "RING");
	fold_at(4002);
	history_call_becomes(500, "a", "FINISH");
	fold_at(501);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|NO ANSWER|1\n");
}

/* An export by cursor would pass it, and it is recorded only once. */
TEST(a_stale_record_stays_when_the_clock_is_set_back)
{
	begin_ledger();
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	fold_at(1000);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|STALE|1\n");
	fold_at(60);
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"
						" WHERE id = 'a'"),
			 "1\n");
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|STALE|1\n");
	fold_at(2000);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|STALE|1\n");
	ck_assert_uint_eq(ledger_lines(), 2);
}

TEST(a_stale_record_of_a_call_that_goes_on_waits_for_its_end)
{
	begin_ledger();
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	fold_at(1000);
	history_call_becomes(1010, "a", "ESTABLISHED");
	fold_at(1020);
	ck_assert_str_eq(records(), "first|ANSWERED|1\n");
	rebuild_at(1030);
	ck_assert_str_eq(records(), "first|ANSWERED|1\n");
	fold_at(100000);
	ck_assert_str_eq(records(), "first|ANSWERED|1\na|STALE|2\n");
	ck_assert_uint_eq(ledger_lines(), 3);
}

TEST(a_line_that_changes_no_column_makes_no_revision)
{
	begin_ledger();
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	history_call_becomes(2, "a", "ESTABLISHED");
	history_tell(5, "hangup", "s", "\"callId\":\"a\"");
	fold_at(100);
	/* It ended at its hangup already. */
	history_tell(300, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	history_call_becomes(301, "a", "TRYING");
	fold_at(400);
	ck_assert_str_eq(history_query("state",
				       "SELECT duration, revision FROM cdr"
				       " WHERE callid = 'a'"),
			 "5000000|1\n");
}

/* Whatever changes a column of a record makes another revision of it. */
TEST_LOOP(every_change_of_a_record_is_a_revision, 60)
{
	static const char *const hooks[] = { "call",
					     "OnCallEvent",
					     "hangup",
					     "CallStatusEvent",
					     "CallStatusEvent",
					     "CallStatusEvent" };
	static const char *const statuses[] = {
		"RING", "ESTABLISHED", "HOLD", "BUSY", "FAILED", "FINISH"
	};
	uint64_t seed = (uint64_t)_i + 1;
	char *was = strdup(""), *now;
	int64_t revision, last = 0;
	int i;

	begin_ledger();
	for (i = 0; i < 30; i++) {
		char members[256];
		double when = 100 + (double)(next_random(&seed) % 100) / 4;

		snprintf(members, sizeof members,
			 "\"callId\":\"a\",\"caller\":\"%d\",\"callee\":\"2\","
			 "\"status\":\"%s\",\"info\":\"%d\",\"incoming\":%s",
			 (int)(next_random(&seed) % 3),
			 statuses[next_random(&seed) % ROWS(statuses)],
			 (int)(next_random(&seed) % 3),
			 next_random(&seed) % 2 ? "true" : "false");
		if (next_random(&seed) % 8 == 0)
			history_tell_refused(when, "call", "s", members, "no",
					     "rules.conf:1");
		else if (next_random(&seed) % 12 == 0)
			history_tell(when, "ConnectionStatusEvent", "s",
				     "\"status\":\"DISCONNECTED\"");
		else
			history_tell(when,
				     hooks[next_random(&seed) % ROWS(hooks)],
				     "s", members);
		fold_at(100000 + i * 100);
		now = history_query(
		    "state", "SELECT src, dst, dcontext, clid, direction,"
			     " start, answer, end, duration, billsec,"
			     " disposition, uniqueid, hangup, info, rule"
			     " FROM cdr WHERE callid = 'a'");
		revision = atoll(history_query(
		    "state", "SELECT revision FROM cdr WHERE callid = 'a'"));
		if (strcmp(was, now) != 0)
			ck_assert_msg(revision == last + 1,
				      "revision %d after %d:\n%s%s",
				      (int)revision, (int)last, was, now);
		else
			ck_assert_int_eq(revision, last);
		was = now;
		last = revision;
	}
	ck_assert_int_gt(last, 1);
	now = whole_records();
	rebuild_at(200000);
	ck_assert_str_eq(whole_records(), now);
}
