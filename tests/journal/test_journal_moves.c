/* journal: files that are replaced, moved or removed while it writes. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open_file.h"
#include "journal/journal.h"
#include "support/harness.h"
#include "support/journal_fixture.h"

const struct test_setup test_setup = {
	.before = journal_fixture_open,
	.after = journal_fixture_close,
};

/* Replaces the file as a rewrite does: by a new one, under the lock. */
TEST(follows_at_once_a_file_that_was_replaced_under_the_lock)
{
	int fd;

	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	fd = open(NOON_DAY_FILE, O_RDWR);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	write_file("state/journal/new", "a\n");
	ck_assert_int_eq(rename("state/journal/new", NOON_DAY_FILE), 0);
	close(fd);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "c\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "a\nc\n");
}

/* The writer waits for the lock of a file that is removed meanwhile. */
TEST(follows_a_file_that_was_replaced_while_it_waited)
{
	char byte;
	int fd, ready[2];
	pid_t child;

	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		FILE *f;

		fd = open(NOON_DAY_FILE, O_RDWR);
		if (flock(fd, LOCK_EX) || write(ready[1], "", 1) != 1)
			_exit(1);
		usleep(100000);
		f = fopen("new", "w");
		if (!f || fputs("new\n", f) < 0 || fclose(f) ||
		    rename("new", NOON_DAY_FILE))
			_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "new\nb\n");
}

TEST(closes_a_torn_line_of_the_file_that_took_the_place)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "abc\n"), 0);
	write_file("new", "torn");
	ck_assert_int_eq(rename("new", NOON_DAY_FILE), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "torn\nb\n");
}

TEST(leaves_within_a_second_a_file_that_was_moved_away)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(rename(NOON_DAY_FILE, "away"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS + 1, "b\n"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS + 1, "c\n"), 0);
	journal_fixture_check("away", "a\n");
	journal_fixture_check(NOON_DAY_FILE, "b\nc\n");
}

TEST(follows_a_file_that_was_moved_and_replaced)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(rename(NOON_DAY_FILE, "away"), 0);
	write_file(NOON_DAY_FILE, "new\n");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS + 1, "b\n"), 0);
	journal_fixture_check("away", "a\n");
	journal_fixture_check(NOON_DAY_FILE, "new\nb\n");
}

TEST(makes_a_deleted_file_anew_at_once)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(unlink(NOON_DAY_FILE), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "b\n");
}

TEST(makes_a_deleted_directory_anew)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(unlink(NOON_DAY_FILE), 0);
	ck_assert_int_eq(rmdir("state/journal"), 0);
	ck_assert_int_eq(rmdir("state"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "b\n");
}

TEST(makes_a_moved_directory_anew)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(rename("state", "old"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS + 1, "b\n"), 0);
	journal_fixture_check("old/journal/20261123.ndjson", "a\n");
	journal_fixture_check(NOON_DAY_FILE, "b\n");
}

TEST(syncs_into_a_directory_that_was_made_anew)
{
	struct timespec ts = { .tv_sec = NOON_SECONDS };

	ck_assert_int_eq(journal_append(journal_fixture, &ts, "a\n", 2, true),
			 0);
	ck_assert_int_eq(rename("state", "old"), 0);
	ts.tv_sec++;
	ck_assert_int_eq(journal_append(journal_fixture, &ts, "b\n", 2, true),
			 0);
	journal_fixture_check(NOON_DAY_FILE, "b\n");
}

TEST(follows_no_symbolic_link)
{
	mkdir("state", 0700);
	mkdir("state/journal", 0700);
	write_file("victim", "precious\n");
	ck_assert_int_eq(symlink("../../victim", NOON_DAY_FILE), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), -1);
	ck_assert_int_eq(errno, ELOOP);
	ck_assert_str_eq(journal_error(journal_fixture),
			 "cannot open " NOON_DAY_FILE);
	journal_fixture_check("victim", "precious\n");
}

TEST(opens_no_directory_in_the_place_of_a_file)
{
	mkdir("state", 0700);
	mkdir("state/journal", 0700);
	mkdir(NOON_DAY_FILE, 0700);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), -1);
	ck_assert_int_eq(errno, OPEN_FILE_OTHER);
	ck_assert_str_eq(journal_error(journal_fixture),
			 "cannot open " NOON_DAY_FILE);
}

TEST(takes_a_state_directory_that_is_a_link)
{
	mkdir("real", 0700);
	ck_assert_int_eq(symlink("real", "state"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	journal_fixture_check("real/journal/20261123.ndjson", "a\n");
}
