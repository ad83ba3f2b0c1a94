/* index_build: a rebuild leaves the old index in use until it is done. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sql.h"
#include "support/harness.h"
#include "support/history.h"

#define ASIDE "state/index.new"
#define CALLS 6000
#define READERS 3
#define TURNS 12

/* The tables before more lines were added. */
static char *before;

static void
tell_calls(int from, int to)
{
	struct buffer all = { 0 };
	char members[64];
	char *line;
	int i;

	for (i = from; i < to; i++) {
		snprintf(members, sizeof members,
			 "\"callId\":\"%d\",\"caller\":\"%d\"", i, i % 100);
		line = history_line(NOON_US + i, "call", 200, "s", members);
		buffer_str(&all, line);
		free(line);
	}
	history_append("state", DAY_FILE, all.at, all.len);
	buffer_free(&all);
}

static void
start(void)
{
	tell_calls(0, CALLS);
	history_fold();
	before = history_tables("state");
	tell_calls(CALLS, CALLS + 1);
}

static int
make_anew(struct fold_task *task, struct error *e)
{
	struct index *ix = index_open("state", e);
	struct fold_result done;
	int bad;

	ck_assert_msg(ix != NULL, "%s", e->text);
	task->state_dir = "state";
	task->timeouts = &history_patient;
	task->rebuild = true;
	bad = fold(ix, task, &done);
	*e = done.error;
	index_close(ix);
	return bad;
}

static void
check_as_before(void *seen, uint64_t bytes, uint64_t of)
{
	(void)bytes;
	(void)of;
	ck_assert_int_eq(access(ASIDE, F_OK), 0);
	history_check_same(history_tables("state"), before, "meanwhile");
	++*(int *)seen;
}

const struct test_setup test_setup = {
	.before = start,
};

TEST(meanwhile_everybody_reads_the_one_there_was)
{
	int seen = 0;
	struct fold_task task = { .progress = check_as_before, .arg = &seen };
	struct error e;

	ck_assert_int_eq(make_anew(&task, &e), 0);
	ck_assert_int_gt(seen, 1);
	ck_assert_int_ne(access(ASIDE, F_OK), 0);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "then");
}

TEST(one_that_cannot_be_made_leaves_the_one_there_was)
{
	struct rlimit least = { 256 * 1024, RLIM_INFINITY };
	struct error e;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &least), 0);
	ck_assert_int_eq(make_anew(&(struct fold_task){ 0 }, &e), -1);
	ck_assert_msg(strstr(e.text, ASIDE) != NULL, "%s", e.text);
	least.rlim_cur = RLIM_INFINITY;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &least), 0);
	ck_assert_int_ne(access(ASIDE, F_OK), 0);
	history_check_same(history_tables("state"), before, "left");
	history_fold();
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "then");
}

static void
kill_oneself(void *after, uint64_t bytes, uint64_t of)
{
	(void)bytes;
	(void)of;
	if (--*(int *)after == 0)
		raise(SIGKILL);
}

TEST_LOOP(who_is_killed_leaves_the_one_there_was, 3)
{
	int after = 1 + _i, status;
	struct fold_task task = { .progress = kill_oneself, .arg = &after };
	pid_t child = fork();

	if (child == 0)
		_exit(make_anew(&task, &(struct error){ 0 }) != 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(access(ASIDE, F_OK), 0);
	history_check_same(history_tables("state"), before, "left");
	history_fold();
	ck_assert_int_ne(access(ASIDE, F_OK), 0);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "then");
}

/* Opens the index again and again, and finds all calls each time. */
static void
read_for_ever(void)
{
	for (;;) {
		struct error e;
		struct index *ix = index_open("state", &e);
		int64_t calls =
		    ix ? sql_number(index_sql(ix), "SELECT count(*) FROM call")
		       : -2;

		if (calls < CALLS) {
			fprintf(stderr, "%lld calls: %s\n", (long long)calls,
				ix ? sql_error(index_sql(ix)) : e.text);
			_exit(1);
		}
		index_close(ix);
	}
}

TEST(whoever_opens_it_while_it_is_exchanged_finds_a_whole_one)
{
	pid_t readers[READERS];
	struct error e;
	int i, status;

	for (i = 0; i < READERS; i++) {
		readers[i] = fork();
		if (readers[i] == 0)
			read_for_ever();
	}
	for (i = 0; i < TURNS; i++) {
		ck_assert_msg(make_anew(&(struct fold_task){ 0 }, &e) == 0,
			      "%s", e.text);
		tell_calls(CALLS + 1 + i, CALLS + 2 + i);
		history_fold();
	}
	for (i = 0; i < READERS; i++) {
		kill(readers[i], SIGKILL);
		ck_assert_int_eq(waitpid(readers[i], &status, 0), readers[i]);
		ck_assert_msg(WIFSIGNALED(status), "reader %d gave up", i);
	}
	ck_assert_str_eq(history_query("state", "PRAGMA integrity_check"),
			 "ok\n");
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "then");
}
