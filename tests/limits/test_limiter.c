/* limiter: one decision at a time, even if the lock file is replaced. */

#include "limits/limiter.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/history.h"

#define PROCESSES 6
#define ROUNDS 300
#define LOCK "state/limits.lock"

/* Memory that the processes share. */
static struct {
	atomic_int ready;
	atomic_int inside;
	atomic_int met; /* how often two processes were in a decision */
	atomic_int failed;
} * shared;

static void
share(void)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(shared != MAP_FAILED);
}

static void
unshare_it(void)
{
	munmap(shared, sizeof *shared);
}

static void
decide(struct limiter *l)
{
	if (limiter_begin(l, &history_patient, NOON_US)) {
		atomic_fetch_add(&shared->failed, 1);
		return;
	}
	if (atomic_fetch_add(&shared->inside, 1) > 0)
		atomic_fetch_add(&shared->met, 1);
	usleep(100);
	atomic_fetch_sub(&shared->inside, 1);
	limiter_end(l);
}

/* Runs processes that decide, and calls `meanwhile` again and again. */
static void
decide_in_parallel(void (*meanwhile)(void))
{
	pid_t pids[PROCESSES];
	int i, round, status, left = PROCESSES;

	for (i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		ck_assert_int_ge(pids[i], 0);
		if (pids[i] == 0) {
			struct limiter *l = limiter_new("state");

			atomic_fetch_add(&shared->ready, 1);
			while (atomic_load(&shared->ready) < PROCESSES)
				sched_yield();
			for (round = 0; round < ROUNDS; round++) {
				decide(l);
				if (round % 8 == i) {
					limiter_free(l);
					l = limiter_new("state");
				}
			}
			limiter_free(l);
			_exit(0);
		}
	}
	while (left > 0) {
		if (waitpid(-1, &status, WNOHANG) > 0) {
			ck_assert_int_eq(status, 0);
			left--;
		} else if (meanwhile) {
			meanwhile();
		} else {
			usleep(1000);
		}
	}
	ck_assert_int_eq(atomic_load(&shared->met), 0);
	ck_assert_int_eq(atomic_load(&shared->inside), 0);
}

static const struct journal_line *
call_of(const char *id)
{
	static struct journal_line v;

	v = (struct journal_line){
		.hook = "call",
		.status = 200,
		.session = "s",
		.body = { [MEMBER_CALL_ID] = id },
	};
	return &v;
}

const struct test_setup test_setup = {
	.before = share,
	.after = unshare_it,
};

TEST(decisions_never_overlap)
{
	decide_in_parallel(NULL);
	ck_assert_int_eq(atomic_load(&shared->failed), 0);
}

/* Another program removes the lock file. */
static void
remove_the_lock(void)
{
	int fd = open(LOCK, O_RDWR);

	if (fd >= 0 && flock(fd, LOCK_EX) == 0)
		unlink(LOCK);
	if (fd >= 0)
		close(fd);
	usleep(500);
}

TEST(decisions_never_overlap_while_the_lock_file_is_replaced)
{
	decide_in_parallel(remove_the_lock);
	/*
	 * A process gives up after it finds the lock file replaced eight times.
	 */
	ck_assert_int_lt(atomic_load(&shared->failed), PROCESSES * ROUNDS / 20);
}

TEST(a_limiter_with_the_old_lock_file_opens_the_new_one)
{
	struct limiter *a = limiter_new("state"), *b = limiter_new("state");

	ck_assert_int_eq(limiter_begin(a, &history_patient, NOON_US), 0);
	limiter_end(a);
	ck_assert_int_eq(rename(LOCK, "away"), 0);
	ck_assert_int_eq(limiter_begin(b, &history_patient, NOON_US), 0);
	/* It has the old file open, and must wait for the new one. */
	ck_assert_int_eq(limiter_begin(a, &history_patient, NOON_US), -1);
	ck_assert_ptr_nonnull(strstr(limiter_error(a), "cannot lock state/"));
	limiter_end(b);
	ck_assert_int_eq(limiter_begin(a, &history_patient, NOON_US), 0);
	limiter_free(a);
	limiter_free(b);
}

TEST(a_process_killed_while_deciding_does_not_block_others)
{
	struct limiter *l;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		l = limiter_new("state");
		if (limiter_begin(l, &history_patient, NOON_US) == 0)
			atomic_store(&shared->inside, 1);
		for (;;)
			pause();
	}
	while (!atomic_load(&shared->inside))
		usleep(1000);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	l = limiter_new("state");
	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), 0);
	limiter_free(l);
}

TEST(a_missing_state_directory_is_made)
{
	struct limiter *l = limiter_new("a/b/state");
	struct stat st;
	bool mine;

	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), 0);
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "k", 0, call_of("t"), &mine), 0);
	ck_assert(!mine);
	limiter_end(l);
	ck_assert_int_eq(stat("a/b/state/limits.lock", &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat("a/b/state", &st), 0);
	ck_assert_int_eq(st.st_mode & 007, 0);
	limiter_free(l);
}

static void
fails(struct limiter *l, const char *why)
{
	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), -1);
	ck_assert_msg(strstr(limiter_error(l), why) != NULL, "%s",
		      limiter_error(l));
	/* After a failure no lock is held, and limiter_end() does nothing. */
	limiter_end(l);
}

TEST(an_obstacle_is_named)
{
	struct limiter *l = limiter_new("state");

	write_file("state", "");
	fails(l, "cannot open state/limits.lock: Not a directory");
	ck_assert_int_eq(unlink("state"), 0);
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir(LOCK, 0700), 0);
	fails(l, "cannot open state/limits.lock: this is not a regular file");
	ck_assert_int_eq(rmdir(LOCK), 0);
	ck_assert_int_eq(symlink("/tmp/elsewhere", LOCK), 0);
	fails(l, "cannot open state/limits.lock: Too many levels");
	ck_assert_int_eq(unlink(LOCK), 0);
	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), 0);
	limiter_free(l);
}

/* A call that took the slot k before noon. */
static void
put_call_of(const char *id)
{
	char line[256];

	snprintf(line, sizeof line,
		 "{\"time\":\"2026-03-01T11:59:59Z\",\"hook\":\"call\","
		 "\"status\":200,\"sessionId\":\"s\",\"places\":[\"k\"],"
		 "\"body\":{\"callId\":\"%s\"}}\n",
		 id);
	history_append("state", DAY_FILE, line, strlen(line));
}

TEST(an_index_too_far_behind_cannot_count_until_it_is_folded)
{
	const size_t size = (size_t)17 << 20;
	struct limiter *l = limiter_new("state"), *other = limiter_new("state");
	char *much = malloc(size);
	bool mine;

	ck_assert_ptr_nonnull(much);
	memset(much, '\n', size);
	put_call_of("1");
	history_append("state", DAY_FILE, much, size);
	fails(l, "the index is too far behind the journal");
	/* The failure releases the lock. */
	fails(other, "the index is too far behind the journal");
	history_fold();
	put_call_of("2");
	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), 0);
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "k", 0, call_of("t"), &mine), 2);
	ck_assert_int_eq(limiter_count(l, ENTITY_CALL, "k", 2 * SECOND_US,
				       call_of("t"), &mine),
			 2);
	ck_assert_int_eq(limiter_count(l, ENTITY_CALL, "k", SECOND_US / 2,
				       call_of("t"), &mine),
			 0);
	limiter_free(l);
	limiter_free(other);
	free(much);
}

TEST(a_broken_index_is_rebuilt_from_the_journal_before_it_counts)
{
	struct limiter *l = limiter_new("state");
	bool mine;

	put_call_of("1");
	history_fold();
	write_file("state/index.db", "this is no database, however long");
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
	ck_assert_msg(limiter_begin(l, &history_patient, NOON_US) == 0, "%s",
		      limiter_error(l));
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "k", 0, call_of("t"), &mine), 1);
	limiter_free(l);
}

TEST(the_owner_of_a_slot_is_recognized)
{
	struct limiter *l = limiter_new("state");
	bool mine;

	put_call_of("1");
	put_call_of("2");
	ck_assert_int_eq(limiter_begin(l, &history_patient, NOON_US), 0);
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "k", 0, call_of("1"), &mine), 2);
	ck_assert(mine);
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "k", 0, call_of("3"), &mine), 2);
	ck_assert(!mine);
	ck_assert_int_eq(
	    limiter_count(l, ENTITY_CALL, "K", 0, call_of("1"), &mine), 0);
	ck_assert(!mine);
	limiter_free(l);
}
