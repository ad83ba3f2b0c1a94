/* recorder: hooks whose journal is locked are answered, and recorded later. */

#include "request/recorder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "journal/losses.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/holder.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"

#define BODY "{\"callee\":\"10002\",\"n\":%d}"

/* Stops a process that has today's file locked. */
static pid_t
lock_journal(void)
{
	return holder_flock(journal_path("state"));
}

static int
status_of(int n)
{
	return hook_postf("call", BODY, n).status;
}

/* Posts some hooks; the first one waits. */
static double
post(int from, int count, int status)
{
	double start = seconds_now();
	int i;

	for (i = from; i < from + count; i++)
		ck_assert_int_eq(status_of(i), status);
	return seconds_now() - start;
}

/* The journal has hooks 0 to `count` - 1 in that order, and lost none. */
static void
check_recorded(int count)
{
	char *journal = journal_text();
	const char *at = journal;
	char member[32];
	int i;

	ck_assert_uint_eq(count_lines(journal), (size_t)count);
	ck_assert_ptr_null(strstr(journal, "\"lost\""));
	for (i = 0; i < count; i++) {
		snprintf(member, sizeof member, "\"n\":%d}", i);
		at = strstr(at, member);
		ck_assert_msg(at != NULL, "%s is missing in\n%s", member,
			      journal);
	}
}

TEST(a_locked_journal_holds_up_one_hook_only)
{
	char want[64];
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	ck_assert(post(1, 50, 200) < HOLDER_PATIENCE);
	ck_assert_uint_eq(count_lines(journal_text()), 1);
	snprintf(want, sizeof want, "process %d (", (int)pid);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), want));
	ck_assert_uint_eq(log_capture_count(), 1);
	holder_end(pid);
	post(51, 1, 200);
	check_recorded(52);
	ck_assert_uint_eq(count_of(log_capture_text(), "the 50 hooks that "
						       "waited are in the "
						       "journal now"),
			  1);
}

static void
set_file_limit(rlim_t n)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = n;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(too_many_open_files_hold_up_one_hook_only)
{
	struct rlimit was;

	hook_start(NULL, NULL);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &was), 0);
	set_file_limit(0);
	ck_assert(post(0, 50, 200) < HOLDER_PATIENCE);
	ck_assert_ptr_nonnull(strstr(log_capture_text(),
				     ".ndjson: Too many open files; hooks"
				     " wait in memory"));
	ck_assert_uint_eq(log_capture_count(), 1);
	set_file_limit(was.rlim_cur);
	post(50, 1, 200);
	check_recorded(51);
}

TEST(hooks_that_waited_are_recorded_with_the_time_when_they_came)
{
	char before[TIMESTAMP_SIZE], after[TIMESTAMP_SIZE], *line;
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	timestamp_format(before, sizeof before, timestamp_now());
	post(1, 1, 200);
	timestamp_format(after, sizeof after,
			 timestamp_now() - TIMESTAMP_SECOND);
	holder_end(pid);
	hook_idle();
	check_recorded(2);
	line = journal_last_line();
	ck_assert_msg(strncmp(line + strlen("{\"time\":\""), before, 27) >= 0,
		      "%s < %s", line, before);
	ck_assert_msg(strncmp(line + strlen("{\"time\":\""), after, 27) < 0,
		      "%s > %s", line, after);
}

TEST(an_idle_program_writes_what_waited)
{
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	post(1, 3, 200);
	hook_idle();
	ck_assert_uint_eq(count_lines(journal_text()), 1);
	holder_end(pid);
	hook_idle();
	check_recorded(4);
}

TEST(a_program_that_ends_writes_what_waited)
{
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	post(1, 3, 200);
	holder_end(pid);
	hook_end();
	check_recorded(4);
}

TEST(a_program_that_ends_says_what_it_could_not_write)
{
	double start;
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	post(1, 3, 200);
	start = seconds_now();
	hook_end();
	ck_assert(seconds_now() - start < HOLDER_PATIENCE);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "3 hooks are not in the journal"));
	holder_end(pid);
}

/* What was answered is what is recorded. */
TEST(a_hook_that_is_refused_for_a_locked_journal_is_recorded_as_refused)
{
	pid_t pid;

	hook_start(NULL, "on_state_error = refuse\n");
	post(0, 1, 200);
	pid = lock_journal();
	post(1, 2, 503);
	holder_end(pid);
	post(3, 1, 200);
	check_recorded(4);
	ck_assert_uint_eq(count_of(journal_text(), "\"status\":503,"), 2);
	ck_assert_uint_eq(count_of(journal_text(),
				   "\"reason\":\"the journal cannot be "
				   "written\""),
			  2);
}

TEST(only_hooks_that_find_no_space_are_lost)
{
	const size_t len = 900000;
	char *body = malloc(len + 1);
	unsigned i;
	pid_t pid;

	memset(body, ' ', len);
	memcpy(body, "{\"a\":\"", 6);
	memset(body + 6, 'a', len - 8);
	memcpy(body + len - 2, "\"}", 3);
	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	for (i = 0; i < 7; i++)
		ck_assert_int_eq(hook_post("call", body).status, 200);
	ck_assert_uint_eq(count_of(log_capture_text(), "is not in the journal"),
			  7 - SPOOL_BYTES_MAX / len);
	holder_end(pid);
	post(1, 1, 200);
	ck_assert_uint_eq(count_lines(journal_text()),
			  2 + SPOOL_BYTES_MAX / len);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"lost\":3,"));
	free(body);
}

/* A process may have the lock of a file that was moved away. */
TEST(a_journal_that_was_replaced_meanwhile_is_written)
{
	char *path;
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	path = journal_path("state");
	pid = lock_journal();
	post(1, 2, 200);
	ck_assert_int_eq(rename(path, "moved"), 0);
	post(3, 1, 200);
	ck_assert_uint_eq(count_lines(journal_text()), 3);
	holder_end(pid);
}

TEST(without_a_journal_a_limit_is_not_trusted)
{
	pid_t pid;

	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	pid = lock_journal();
	/* What can be counted is still counted. */
	hook_check_call(200, "2", "d");
	hook_check_call(403, "3", "c");
	hook_check_call(200, "4", "d");
	ck_assert_uint_eq(count_of(log_capture_text(),
				   "rules.conf:1: the limit "
				   "is not applied"),
			  1);
	holder_end(pid);
	hook_check_call(403, "5", "d");
	ck_assert_uint_eq(count_of(journal_text(), "limit not counted"), 1);
}

/* The lock of limits, that of the index's files, the index, the journal. */
static pid_t
lock_limits(void)
{
	return holder_flock("state/limits.lock");
}

static pid_t
lock_gate(void)
{
	return holder_gate("state");
}

static pid_t
lock_index(void)
{
	return holder_database("state/index.db");
}

static pid_t (*const locks[])(void) = { lock_limits, lock_gate, lock_index,
					lock_journal };

TEST_LOOP(a_hook_waits_once_for_all_that_is_locked, 2 * ROWS(locks))
{
	/* The lock alone, or together with the journal's. */
	pid_t pids[2] = { 0 };
	double start;
	int i;

	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	history_fold();
	/* A program that has not opened the index yet. */
	hook_start("limit call 1 active by caller\n", NULL);
	pids[0] = locks[_i / 2]();
	if (_i % 2 && locks[_i / 2] != lock_journal)
		pids[1] = lock_journal();
	start = seconds_now();
	hook_check_call(200, "2", "d");
	ck_assert_msg(seconds_now() - start < HOLDER_PATIENCE, "%f",
		      seconds_now() - start);
	start = seconds_now();
	for (i = 3; i < 13; i++)
		hook_check_call(200, (char[]){ (char)('a' + i), '\0' }, "d");
	ck_assert_msg(seconds_now() - start < HOLDER_PATIENCE, "%f",
		      seconds_now() - start);
	holder_end(pids[0]);
	if (pids[1])
		holder_end(pids[1]);
	hook_check_call(403, "20", "c");
	ck_assert_uint_eq(count_lines(journal_text()), 13);
}

/* A directory in the place of today's file, which even root cannot write. */
static void
block_journal(void)
{
	const char *path = journal_path("state");

	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void
free_journal(void)
{
	ck_assert_int_eq(rmdir(journal_path("state")), 0);
}

TEST(losses_are_counted_while_the_journal_cannot_be_written)
{
	struct losses l;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 0);
	block_journal();
	post(1, 3, 200);
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 3);
	ck_assert_ptr_nonnull(strstr(l.reason.text, "cannot open "));
	ck_assert_ptr_nonnull(
	    strstr(l.reason.text, ": this is not a regular file"));
	free_journal();
	post(4, 2, 200);
	ck_assert_uint_eq(
	    count_of(journal_text(), ",\"lost\":3,\"counted\":3,"), 1);
	ck_assert_uint_eq(count_of(journal_text(), "\"lost\""), 1);
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 3);
}

/* A worker may get no other request. */
TEST(losses_of_another_process_of_the_program_are_told)
{
	pid_t other;
	int ended;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	block_journal();
	post(1, 1, 200);
	other = fork();
	ck_assert_int_ge(other, 0);
	if (other == 0) {
		post(2, 3, 200);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(other, &ended, 0), other);
	ck_assert_int_eq(ended, 0);
	free_journal();
	post(5, 2, 200);
	ck_assert_uint_eq(
	    count_of(journal_text(), ",\"lost\":4,\"counted\":4,"), 1);
	ck_assert_uint_eq(count_of(journal_text(), "\"lost\""), 1);
}

/* A refusal's line may be held until others have told the losses. */
TEST(losses_are_told_once_though_a_refusal_is_held)
{
	int i;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	block_journal();
	post(1, 3, 200);
	for (i = 0; i < 2 * REFUSAL_LOG_BURST; i++)
		hook_post("call", "no object");
	free_journal();
	post(4, 1, 200);
	hook_end();
	ck_assert_uint_eq(count_of(journal_text(), "\"suppressed\""), 1);
	ck_assert_uint_eq(count_of(journal_text(), "\"lost\""), 1);
}

/* A program that ends before the journal works again tells in no line. */
TEST(losses_of_a_program_that_ends_stay_counted)
{
	struct losses l;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	block_journal();
	post(1, 2, 200);
	hook_end();
	free_journal();
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 2);
}

TEST(hooks_that_waited_in_vain_until_the_end_are_counted)
{
	struct losses l;
	pid_t pid;

	hook_start(NULL, NULL);
	post(0, 1, 200);
	pid = lock_journal();
	post(1, 4, 200);
	hook_end();
	holder_end(pid);
	losses_read(&l, "state");
	ck_assert_int_eq(l.count, 4);
}
