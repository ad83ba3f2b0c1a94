/* sql: a database that somebody else has written does nothing by itself. */

#include "base/sql.h"

#include <stdio.h>
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

struct seen {
	char text[256];
	size_t len;
};

/* Appends the columns of the row: a text, a number and the text again. */
static void
see(struct sql_query *q, void *arg)
{
	struct seen *s = arg;
	const char *text, *again = sql_query_text(q, 2);
	int64_t number = -1;
	size_t len;
	bool is_number = sql_query_get_number(q, 1, &number);

	text = sql_query_text_len(q, 0, &len);
	ck_assert_int_eq(sql_query_column_count(q), 3);
	ck_assert_uint_eq(len, text ? strlen(text) : 0);
	ck_assert_int_eq(sql_query_number(q, 1), is_number ? number : 0);
	s->len += (size_t)snprintf(s->text + s->len, sizeof s->text - s->len,
				   "%s %d %s;", text ? text : "NULL",
				   (int)number, again ? again : "NULL");
}

static void
make_three(void)
{
	ck_assert_int_eq(
	    sql_exec(db, "CREATE TABLE three (a, b);"
			 "CREATE INDEX by_b ON three (b);"
			 "INSERT INTO three VALUES ('a', 1), ('bc', 2),"
			 " (NULL, NULL)"),
	    0);
}

static const char three[] = "FROM three INDEXED BY by_b ORDER BY b DESC";

TEST(rows_are_read_in_their_order_however_they_are_asked_for)
{
	static const unsigned char places[] = { 1, 0, 1 };
	struct seen plain = { 0 }, fast = { 0 };
	struct sql_query *q;

	make_three();
	q = sql_prepare(db, "SELECT a, b, a %s", three);
	ck_assert_int_eq(sql_query_each(q, see, &plain), 3);
	sql_query_free(q);
	q = sql_prepare_rows(db, "b, a", places, 3, three);
	ck_assert_int_eq(sql_query_each(q, see, &fast), 3);
	sql_query_free(q);
	ck_assert_str_eq(plain.text, "bc 2 bc;a 1 a;NULL -1 NULL;");
	ck_assert_str_eq(fast.text, plain.text);
}

TEST(a_query_of_rows_that_fails_says_so)
{
	static const unsigned char places[] = { 0 };
	struct seen none = { 0 };
	struct sql_query *q = sql_prepare_rows(
	    db, "abs(a)", places, 1, "FROM (SELECT -9223372036854775808 AS a)");

	ck_assert_int_eq(sql_query_each(q, see, &none), -1);
	ck_assert_str_eq(none.text, "");
	sql_query_free(q);
	ck_assert_ptr_null(
	    sql_prepare_rows(db, "a", places, 1, "FROM nothing"));
	ck_assert_ptr_null(sql_prepare_rows(NULL, "a", places, 1, three));
}
