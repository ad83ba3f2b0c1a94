/* lock_holder: which process holds a lock. */

#include "base/lock_holder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sql.h"
#include "support/harness.h"
#include "support/holder.h"

/* Each test has names of its own, because an answer is kept for a second. */
static void
check_holder(const char *path, const char *kind, pid_t pid)
{
	char got[LOCK_HOLDER_SIZE], want[64];

	errno = EXDEV;
	lock_holder(path, kind, got);
	ck_assert_int_eq(errno, EXDEV);
	snprintf(want, sizeof want, "process %d (test_lock_hol", (int)pid);
	if (pid)
		ck_assert_msg(strncmp(got, want, strlen(want)) == 0, "%s", got);
	else
		ck_assert_str_eq(got, "another process");
}

TEST(the_holder_of_each_kind_of_lock_is_named)
{
	struct sql *db;
	pid_t pid;

	pid = holder_flock("a");
	check_holder("a", LOCK_HOLDER_FLOCK, pid);
	check_holder("a", LOCK_HOLDER_OFD, 0);
	check_holder("a", LOCK_HOLDER_POSIX, 0);
	holder_end(pid);
	ck_assert_int_eq(mkdir("state", 0700), 0);
	pid = holder_gate("state");
	check_holder("state/index.lock", LOCK_HOLDER_OFD, pid);
	check_holder("state/index.lock", LOCK_HOLDER_FLOCK, 0);
	holder_end(pid);
	db = sql_open("db", true, NULL);
	ck_assert_int_eq(sql_exec(db, "CREATE TABLE t (a)"), 0);
	sql_close(db);
	pid = holder_database("db");
	check_holder("db", LOCK_HOLDER_POSIX, pid);
	holder_end(pid);
}

TEST(a_child_that_inherited_the_lock_is_its_holder)
{
	int fd = open("inherited", O_RDWR | O_CREAT, 0600), ready[2];
	pid_t pid;
	char byte;

	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		(void)!write(ready[1], "", 1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(fd);
	check_holder("inherited", LOCK_HOLDER_FLOCK, pid);
	holder_end(pid);
}

TEST(a_lock_without_a_holder_and_a_file_that_is_missing_have_none)
{
	write_file("free", "");
	check_holder("free", LOCK_HOLDER_FLOCK, 0);
	check_holder("missing", LOCK_HOLDER_FLOCK, 0);
}

TEST(a_name_that_a_terminal_would_obey_is_made_harmless)
{
	char got[LOCK_HOLDER_SIZE];
	pid_t pid;

	prctl(PR_SET_NAME, "a\033[31m\nb");
	pid = holder_flock("named");
	lock_holder("named", LOCK_HOLDER_FLOCK, got);
	ck_assert_ptr_nonnull(strstr(got, "(a?[31m"));
	ck_assert_ptr_null(strchr(got, '\033'));
	holder_end(pid);
}
