/* sql: a database that somebody else has written does nothing by itself. */

#include "base/sql.h"

#include <string.h>

#include "support/harness.h"

static struct sql *db;

static void
open_new(void)
{
	db = sql_open("test.db", true, NULL);
	ck_assert_ptr_nonnull(db);
	ck_assert_int_eq(
	    sql_exec(db, "CREATE TABLE t (a); CREATE TABLE log (a)"), 0);
}

static void
finish(void)
{
	sql_close(db);
}

const struct test_setup test_setup = {
	.before = open_new,
	.after = finish,
};

TEST(a_trigger_in_the_file_does_not_run)
{
	ck_assert_int_eq(sql_exec(db, "CREATE TRIGGER planted AFTER INSERT ON t"
				      " BEGIN INSERT INTO log VALUES (1); END"),
			 0);
	ck_assert_int_eq(sql_exec(db, "INSERT INTO t VALUES (1)"), 0);
	ck_assert_int_eq(sql_number(db, "SELECT count(*) FROM t"), 1);
	ck_assert_int_eq(sql_number(db, "SELECT count(*) FROM log"), 0);
}

TEST(the_schema_cannot_be_written_to)
{
	sql_exec(db, "PRAGMA writable_schema = ON");
	ck_assert_int_eq(sql_exec(db, "UPDATE sqlite_schema SET sql = 'x'"),
			 -1);
	ck_assert_int_eq(sql_exec(db, "INSERT INTO t VALUES (1)"), 0);
}

/* It may be called by name only, so not by a view. */
TEST(a_view_in_the_file_calls_no_function_with_effects)
{
	ck_assert_int_eq(sql_exec(db, "CREATE VIEW planted AS"
				      " SELECT load_extension('none')"),
			 0);
	ck_assert_int_eq(sql_number(db, "SELECT * FROM planted"), -1);
	ck_assert_ptr_nonnull(strstr(sql_error(db), "unsafe use of"));
}
