/* index: a corrupt, missing or foreign file is replaced, or named. */

#include "index/index.h"

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define INDEX "state/index.db"

static void
tell_some(int from)
{
	int i;

	for (i = from; i < from + 300; i++) {
		char members[128];

		snprintf(members, sizeof members,
			 "\"callId\":\"%d\",\"caller\":\"someone\","
			 "\"status\":\"%s\"",
			 i / 3, i % 3 ? "RING" : "FINISH");
		history_tell(i, i % 3 ? "CallStatusEvent" : "call", "s",
			     members);
	}
}

static void
start(void)
{
	tell_some(0);
	history_fold();
	ck_assert_int_ne(access(INDEX "-wal", F_OK), 0);
}

/* Folds the new lines, too. */
static void
check_healed(void)
{
	tell_some(150);
	history_fold();
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "healed");
}

const struct test_setup test_setup = {
	.before = start,
};

TEST(an_index_that_was_removed_is_made_again)
{
	ck_assert_int_eq(unlink(INDEX), 0);
	check_healed();
}

TEST(who_has_it_open_goes_on_in_the_one_that_took_its_place)
{
	struct fold_task task = { .state_dir = "state",
				  .timeouts = &history_patient };
	struct fold_result done;
	struct index *ix = index_open("state", NULL);

	ck_assert_ptr_nonnull(ix);
	unlink(INDEX);
	unlink(INDEX "-wal");
	unlink(INDEX "-shm");
	history_fold();
	tell_some(150);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "open");
}

TEST(garbage_is_replaced)
{
	static const char *const garbage[] = {
		"",
		"x",
		"SQLite format 3",
		("This is a text that is longer than the header of a database, "
		 "which has a hundred bytes, to say nothing of its pages."),
	};
	size_t i;

	for (i = 0; i < ROWS(garbage); i++) {
		write_file(INDEX, garbage[i]);
		check_healed();
	}
}

TEST(an_index_of_another_version_is_replaced)
{
	struct sql *db = sql_open(INDEX, false, NULL);

	ck_assert_ptr_nonnull(db);
	ck_assert_int_eq(sql_exec(db, "PRAGMA user_version = 7001;"
				      "DROP TABLE hook_count"),
			 0);
	sql_close(db);
	check_healed();
}

/* The version, four bytes from byte 60 on; the first bit is its sign. */
TEST_LOOP(a_flipped_bit_of_the_version_heals, 32)
{
	const off_t at = 60 + _i / 8;
	unsigned char byte;
	int fd = open(INDEX, O_RDWR);

	ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
	byte ^= (unsigned char)(0x80 >> _i % 8);
	ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
	close(fd);
	check_healed();
}

TEST(the_database_of_somebody_else_is_replaced)
{
	struct sql *db;

	ck_assert_int_eq(unlink(INDEX), 0);
	db = sql_open(INDEX, true, NULL);
	ck_assert_int_eq(sql_exec(db, "CREATE TABLE call (a, b)"), 0);
	sql_close(db);
	check_healed();
}

TEST_LOOP(an_index_that_was_cut_anywhere_is_replaced, 12)
{
	uint64_t seed = (uint64_t)_i + 1;
	struct stat st;

	ck_assert_int_eq(stat(INDEX, &st), 0);
	ck_assert_int_eq(
	    truncate(INDEX, (off_t)(next_random(&seed) % (uint64_t)st.st_size)),
	    0);
	check_healed();
}

TEST(an_index_without_its_tables_is_replaced)
{
	struct sql *db = sql_open(INDEX, false, NULL);

	ck_assert_int_eq(sql_exec(db, "DROP TABLE stream"), 0);
	sql_close(db);
	check_healed();
}

/* Overwrites some of its pages, but not the first, with random bytes. */
static void
spoil(uint64_t seed)
{
	char junk[4096];
	struct stat st;
	size_t i;
	int n, fd = open(INDEX, O_RDWR);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	for (n = 0; n < 6; n++) {
		off_t pages = st.st_size / (off_t)sizeof junk;
		off_t page =
		    1 + (off_t)(next_random(&seed) % (uint64_t)(pages - 1));

		for (i = 0; i < sizeof junk; i++)
			junk[i] = n % 2 ? (char)next_random(&seed) : 0;
		ck_assert_int_eq(
		    pwrite(fd, junk, sizeof junk, page * (off_t)sizeof junk),
		    sizeof junk);
	}
	close(fd);
}

/* Not every spoilt page is noticed, but a rebuild replaces them all. */
TEST_LOOP(spoilt_pages_are_gone_when_all_is_made_anew, 8)
{
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &history_patient,
		.rebuild = true,
	};
	struct fold_result done;
	struct error e;
	struct index *ix;

	spoil((uint64_t)_i + 1);
	ix = index_open("state", &e);
	ck_assert_msg(ix != NULL, "%s", e.text);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
	check_healed();
}

/* Does SQLite find no error in it? */
static bool
is_sound(void)
{
	struct sql *db = sql_open(INDEX, false, NULL);
	struct sql_query *q =
	    db ? sql_prepare(db, "PRAGMA integrity_check") : NULL;
	bool sound = q && sql_query_step(q) == 1 &&
		     strcmp(sql_query_text(q, 0), "ok") == 0;

	sql_query_free(q);
	if (db)
		sql_close(db);
	return sound;
}

TEST_LOOP(spoilt_pages_are_told_of_or_heal, 8)
{
	struct error why;

	spoil((uint64_t)_i + 1);
	tell_some(150);
	if (history_fold_may_fail("state", &why))
		ck_assert_msg(strstr(why.text, "index.db") != NULL, "%s",
			      why.text);
	else if (is_sound())
		history_check_same(
		    history_tables("state"),
		    history_fresh_tables("state", &history_patient), "healed");
}

/* Runs a function as a user without special rights; returns its result. */
static int
as_nobody(int (*run)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (geteuid() == 0 &&
		    (setgroups(0, NULL) || setgid(65534) || setuid(65534)))
			_exit(99);
		_exit(run());
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "ended by %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* 0: the fold failed, and named the file. */
static int
fail_by_name(void)
{
	struct error why;

	if (history_fold_may_fail("state", &why) == 0)
		return 1;
	return strstr(why.text, "state/index.") ? 0 : 2;
}

static void
open_to_all(int index_mode, int dir_mode)
{
	ck_assert_int_eq(chmod(".", 0755), 0);
	if (access(INDEX, F_OK) == 0)
		ck_assert_int_eq(chmod(INDEX, (mode_t)index_mode), 0);
	ck_assert_int_eq(chmod("state/journal/" DAY_FILE, 0644), 0);
	ck_assert_int_eq(chmod("state/journal", 0755), 0);
	ck_assert_int_eq(chmod("state", (mode_t)dir_mode), 0);
}

TEST(a_directory_that_cannot_be_written_is_named)
{
	ck_assert_int_eq(unlink(INDEX), 0);
	ck_assert_int_eq(unlink("state/index.lock"), 0);
	open_to_all(0644, 0555);
	ck_assert_int_eq(as_nobody(fail_by_name), 0);
	chmod("state", 0700);
	check_healed();
}

TEST(an_index_that_cannot_be_written_is_named_and_left_alone)
{
	char *before = history_tables("state");

	tell_some(150);
	open_to_all(0444, 0555);
	ck_assert_int_eq(as_nobody(fail_by_name), 0);
	chmod("state", 0700);
	history_check_same(history_tables("state"), before, "left alone");
	check_healed();
}

TEST(an_index_of_another_user_is_named_and_left_alone)
{
	char *before = history_tables("state");

	tell_some(150);
	open_to_all(0600, 0555);
	ck_assert_int_eq(as_nobody(fail_by_name), 0);
	chmod("state", 0700);
	history_check_same(history_tables("state"), before, "left alone");
}

TEST(a_directory_in_its_place_is_named)
{
	struct error why;

	ck_assert_int_eq(unlink(INDEX), 0);
	ck_assert_int_eq(mkdir(INDEX, 0700), 0);
	ck_assert_int_eq(history_fold_may_fail("state", &why), -1);
	ck_assert_msg(strstr(why.text, INDEX) != NULL, "%s", why.text);
	ck_assert_int_eq(rmdir(INDEX), 0);
	check_healed();
}
