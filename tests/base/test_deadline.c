/* deadline: all waits of a request end at one deadline. */

#include "base/deadline.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/sql.h"
#include "support/harness.h"
#include "support/holder.h"

static void
forget(void)
{
	deadline_set(DEADLINE_NONE);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(without_a_deadline_a_wait_has_a_limit_of_its_own)
{
	ck_assert_int_eq(deadline_left(77), 77);
	ck_assert(!deadline_has_passed());
	ck_assert(deadline_nap(0));
}

TEST(the_time_runs_from_the_first_wait_on)
{
	deadline_set(100);
	usleep(200000);
	ck_assert_int_gt(deadline_left(77), 0);
	usleep(120000);
	ck_assert_int_eq(deadline_left(77), 0);
	ck_assert(deadline_has_passed());
	deadline_set(100);
	ck_assert(!deadline_has_passed());
	ck_assert_int_gt(deadline_left(77), 0);
}

TEST(with_no_time_nothing_waits)
{
	deadline_set(0);
	ck_assert(!deadline_has_passed());
	ck_assert(!deadline_nap(0));
	ck_assert(deadline_has_passed());
}

TEST(naps_end_with_the_deadline)
{
	double start = seconds_now();
	int tries = 0;

	deadline_set(100);
	while (deadline_nap(tries))
		tries++;
	ck_assert_int_gt(tries, 2);
	ck_assert(seconds_now() - start > 0.08);
	ck_assert(seconds_now() - start < HOLDER_PATIENCE);
}

/* A lock, another one, and a database. */
TEST(all_waits_together_end_at_the_deadline)
{
	struct sql *db = sql_open("db", true, NULL);
	pid_t pids[3];
	double start;
	int fds[2], i;

	ck_assert_int_eq(sql_exec(db, "CREATE TABLE t (a)"), 0);
	pids[0] = holder_flock("a");
	pids[1] = holder_flock("b");
	pids[2] = holder_database("db");
	fds[0] = open("a", O_RDWR);
	fds[1] = open("b", O_RDWR);
	deadline_set(DEADLINE_MS);
	start = seconds_now();
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(lock_take(fds[i]), -1);
		ck_assert_int_eq(errno, ETIMEDOUT);
		ck_assert(deadline_has_passed());
	}
	ck_assert_int_eq(sql_exec(db, "INSERT INTO t VALUES (1)"), -1);
	ck_assert(sql_is_busy(db));
	ck_assert(seconds_now() - start > DEADLINE_MS / 1000.0 - 0.05);
	ck_assert(seconds_now() - start < HOLDER_PATIENCE);
	for (i = 0; i < 3; i++)
		holder_end(pids[i]);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(lock_take(fds[i]), 0);
	ck_assert_int_eq(sql_exec(db, "INSERT INTO t VALUES (1)"), 0);
	sql_close(db);
	close(fds[0]);
	close(fds[1]);
}

TEST(a_database_that_is_locked_is_waited_for_until_the_deadline)
{
	struct sql *db = sql_open("db", true, NULL);
	double start;
	pid_t pid;

	ck_assert_int_eq(sql_exec(db, "CREATE TABLE t (a)"), 0);
	pid = holder_database("db");
	deadline_set(300);
	start = seconds_now();
	ck_assert_int_eq(sql_exec(db, "INSERT INTO t VALUES (1)"), -1);
	ck_assert(seconds_now() - start > 0.25);
	ck_assert(seconds_now() - start < HOLDER_PATIENCE);
	holder_end(pid);
	sql_close(db);
}
