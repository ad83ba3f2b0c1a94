/* journal: many writers at once, some of them slow, some of them killed. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/lock.h"
#include "journal/journal.h"
#include "support/harness.h"

/* 2026-11-23T10:48:07Z */
#define NOON ((time_t)1795430887)
#define TODAY "state/journal/20261123.ndjson"

#define WRITERS 8
#define LINES 2500
#define DURABLE 50

/* Memory that the processes share. */
static struct {
	atomic_int ready;
	atomic_int appended;
	atomic_int syncs;
	atomic_long synced;	      /* bytes on the disk */
	long known[WRITERS][DURABLE]; /* of them, when that line was in */
} * shared;

static int sync_error;

/*
 * A slow disk, which has only what was written when the sync began.  Replaces
 * the C library's function, because a real disk's speed is not known.
 */
int
fdatasync(int fd)
{
	struct stat st;
	long before;

	if (sync_error) {
		errno = sync_error;
		return -1;
	}
	if (fstat(fd, &st))
		return -1;
	atomic_fetch_add(&shared->syncs, 1);
	usleep(2000);
	before = atomic_load(&shared->synced);
	while (before < st.st_size && !atomic_compare_exchange_weak(
					  &shared->synced, &before, st.st_size))
		;
	return 0;
}

static void
share(void)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(shared != MAP_FAILED);
	sync_error = 0;
}

static void
unshare_it(void)
{
	munmap(shared, sizeof *shared);
}

/* Runs `work` in so many processes, which start at the same time. */
static void
in_parallel(int n, int (*work)(int number))
{
	int i, status;

	for (i = 0; i < n; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid > 0)
			continue;
		atomic_fetch_add(&shared->ready, 1);
		while (atomic_load(&shared->ready) < n)
			usleep(100);
		_exit(work(i));
	}
	for (i = 0; i < n; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
}

/* "NUMBER SEQUENCE LENGTH xxx…"; returns its length. */
static size_t
make_line(char *line, int number, int sequence, size_t len)
{
	size_t head =
	    (size_t)sprintf(line, "%d %04d %zu ", number, sequence, len);

	memset(line + head, 'a' + (number + sequence) % 26, len - head - 1);
	line[len - 1] = '\n';
	return len;
}

static size_t
random_length(uint64_t *r)
{
	return 100 + next_random(r) % 3901;
}

static int
write_lines(int number)
{
	struct journal *j = journal_new("state");
	struct timespec ts = { .tv_sec = NOON };
	uint64_t r = (uint64_t)number + 1;
	char line[4096];
	int i;

	for (i = 0; i < LINES; i++) {
		size_t len = make_line(line, number, i, random_length(&r));

		if (journal_append(j, &ts, line, len, false))
			return 1;
	}
	journal_free(j);
	return 0;
}

const struct test_setup test_setup = {
	.before = share,
	.after = unshare_it,
};

TEST(loses_tears_and_doubles_no_line_of_8_writers)
{
	static unsigned char seen[WRITERS][LINES];
	char *text, *at, *end, *next, want[4096];
	long number, sequence, total = 0;
	size_t len;

	memset(seen, 0, sizeof seen);
	in_parallel(WRITERS, write_lines);
	text = harness_read_file(TODAY, NULL);
	for (at = text; *at; at = end + 1, total++) {
		end = strchr(at, '\n');
		ck_assert_ptr_nonnull(end);
		/* sscanf() would measure the rest of the file each time. */
		number = strtol(at, &next, 10);
		sequence = strtol(next, &next, 10);
		len = strtoul(next, &next, 10);
		ck_assert(number >= 0 && number < WRITERS);
		ck_assert(sequence >= 0 && sequence < LINES);
		ck_assert_uint_eq(len, (size_t)(end + 1 - at));
		ck_assert(len >= 100 && len < sizeof want);
		make_line(want, (int)number, (int)sequence, len);
		ck_assert(memcmp(at, want, len) == 0);
		ck_assert_uint_eq(seen[number][sequence]++, 0);
	}
	ck_assert_int_eq(total, WRITERS * LINES);
	free(text);
}

/* Writes until it is killed, and counts the acknowledged lines. */
static void
write_for_ever(void)
{
	struct journal *j = journal_new("state");
	struct timespec ts = { .tv_sec = NOON };
	char line[4096];
	int i;

	for (i = 0;; i++) {
		make_line(line, 0, i, 1000);
		if (journal_append(j, &ts, line, 1000, false))
			_exit(1);
		atomic_fetch_add(&shared->appended, 1);
	}
}

TEST(loses_nothing_that_was_appended_when_it_is_killed)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");
	char *text;
	int round;

	for (round = 0; round < 5; round++) {
		int before = atomic_load(&shared->appended);
		pid_t pid = fork();

		if (pid == 0)
			write_for_ever();
		while (atomic_load(&shared->appended) < before + 200)
			usleep(100);
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		ck_assert_int_eq(journal_append(j, &ts, "-\n", 2, false), 0);
	}
	text = harness_read_file(TODAY, NULL);
	ck_assert_uint_eq(count_of(text, "\n-\n"), 5);
	ck_assert_uint_ge(count_lines(text),
			  (size_t)atomic_load(&shared->appended) + 5);
	free(text);
	journal_free(j);
}

static int
write_durably(int number)
{
	struct journal *j = journal_new("state");
	struct timespec ts = { .tv_sec = NOON };
	char line[256];
	int i;

	for (i = 0; i < DURABLE; i++) {
		make_line(line, number, i, 200);
		if (journal_append(j, &ts, line, 200, true))
			return 1;
		shared->known[number][i] = atomic_load(&shared->synced);
	}
	journal_free(j);
	return 0;
}

TEST(returns_when_the_line_is_on_the_disk_and_shares_the_syncs)
{
	char *text, *at;
	int number, sequence;
	size_t len;

	in_parallel(WRITERS, write_durably);
	text = harness_read_file(TODAY, &len);
	ck_assert_uint_eq(len, (size_t)200 * WRITERS * DURABLE);
	for (at = text; *at; at += 200) {
		ck_assert_int_eq(sscanf(at, "%d %d ", &number, &sequence), 2);
		ck_assert_int_ge(shared->known[number][sequence],
				 at + 200 - text);
	}
	free(text);
	ck_assert_int_gt(atomic_load(&shared->syncs), 0);
	ck_assert_int_lt(atomic_load(&shared->syncs), WRITERS * DURABLE);
}

TEST(does_not_sync_for_nothing)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");

	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, false), 0);
	ck_assert_int_eq(atomic_load(&shared->syncs), 0);
	ck_assert_int_eq(journal_append(j, &ts, "b\n", 2, true), 0);
	ck_assert_int_eq(atomic_load(&shared->syncs), 1);
	ck_assert_int_eq(atomic_load(&shared->synced), 4);
	journal_free(j);
}

TEST(says_that_the_disk_failed)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");

	sync_error = EIO;
	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, true), -1);
	ck_assert_int_eq(errno, EIO);
	ck_assert_str_eq(journal_error(j), "cannot sync " TODAY);
	sync_error = 0;
	ck_assert_int_eq(journal_append(j, &ts, "b\n", 2, true), 0);
	ck_assert_int_eq(atomic_load(&shared->synced), 4);
	journal_free(j);
}

TEST(trusts_no_mark_of_another_file)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");

	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, true), 0);
	/* Of the same length, so that only the inode differs. */
	ts.tv_sec += 86400;
	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, true), 0);
	ck_assert_int_eq(atomic_load(&shared->syncs), 2);
	write_file("state/journal/.sync", "what is this?");
	ck_assert_int_eq(journal_append(j, &ts, "b\n", 2, true), 0);
	ck_assert_int_eq(atomic_load(&shared->syncs), 3);
	journal_free(j);
}

TEST(gives_up_on_a_lock_that_somebody_keeps)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");
	double start;
	int fd;

	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, false), 0);
	fd = open(TODAY, O_RDWR);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	start = seconds_now();
	ck_assert_int_eq(journal_append(j, &ts, "b\n", 2, false), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert(seconds_now() - start > DEADLINE_MS / 1000.0 - 0.01);
	ck_assert_str_eq(journal_error(j), "cannot lock " TODAY);
	close(fd);
	ck_assert_int_eq(journal_append(j, &ts, "c\n", 2, false), 0);
	journal_free(j);
}

TEST(waits_for_a_lock_that_is_given_back)
{
	struct timespec ts = { .tv_sec = NOON };
	struct journal *j = journal_new("state");
	int fd, round;

	ck_assert_int_eq(journal_append(j, &ts, "a\n", 2, false), 0);
	/* Twice, because the first wait creates the timer. */
	for (round = 0; round < 2; round++) {
		fd = open(TODAY, O_RDWR);
		ck_assert_int_eq(flock(fd, LOCK_EX), 0);
		if (fork() == 0) {
			usleep(100000);
			flock(fd, LOCK_UN);
			_exit(0);
		}
		close(fd);
		ck_assert_int_eq(journal_append(j, &ts, "b\n", 2, false), 0);
		wait(NULL);
	}
	journal_free(j);
}
