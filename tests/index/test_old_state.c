/* A state of the first builds: its journal is read, its index is rebuilt. */

#include "index/fold.h"

#include <stdio.h>
#include <string.h>

#include "base/sql.h"
#include "conf/conf_keys.h"
#include "index/limit_slots.h"
#include "index/schema.h"
#include "support/harness.h"
#include "support/history.h"

#define OLD_DAY_FILE "20261128.ndjson"
/* A moment after its last hook: 2026-11-28T19:08:37Z. */
#define SOON_AFTER INT64_C(1795892917000000)

static void
write_bytes(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
copy_journal(const char *state)
{
	size_t len;
	char *bytes = harness_read_file(
	    source_path("tests/data/old/journal/" OLD_DAY_FILE), &len);

	history_append(state, OLD_DAY_FILE, bytes, len);
}

/* ./state is the old state; ./old.db stays as it was, to compare with. */
static void
start(void)
{
	size_t len;
	char *bytes =
	    harness_read_file(source_path("tests/data/old/index.db"), &len);

	copy_journal("state");
	write_bytes("state/index.db", bytes, len);
	write_bytes("old.db", bytes, len);
}

const struct test_setup test_setup = { .before = start };

/* The index of that state, folded soon after its last hook. */
static struct index *
fold_soon_after(const char *state)
{
	struct conf c;
	struct timeouts defaults;
	struct fold_task task = {
		.state_dir = state,
		.timeouts = &defaults,
		.now = SOON_AFTER,
	};
	struct fold_result done;
	struct error e;
	struct index *ix;

	conf_keys_set_defaults(&c);
	defaults = expiry_timeouts(&c);
	ix = index_open(state, &e);
	ck_assert_msg(ix != NULL, "%s", e.text);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	ck_assert_uint_eq(done.malformed, 0);
	ck_assert_uint_eq(done.lines, 34);
	return ix;
}

/* Fails at the first value that differs; NULL is not the same as "". */
static void
check_same_rows(struct sql *old, const char *old_query, struct sql *new,
		const char *new_query, int count)
{
	struct sql_query *a = sql_prepare(old, "%s", old_query);
	struct sql_query *b = sql_prepare(new, "%s", new_query);
	int row, column, step = 1;

	ck_assert_msg(a != NULL, "%s: %s", old_query, sql_error(old));
	ck_assert_msg(b != NULL, "%s: %s", new_query, sql_error(new));
	ck_assert_int_eq(sql_query_column_count(a), sql_query_column_count(b));
	for (row = 0; (step = sql_query_step(a)) == 1; row++) {
		ck_assert_int_eq(sql_query_step(b), 1);
		for (column = 0; column < sql_query_column_count(a); column++) {
			size_t old_len, new_len;
			const void *x = sql_query_bytes(a, column, &old_len);
			const void *y = sql_query_bytes(b, column, &new_len);

			ck_assert_msg(!x == !y && old_len == new_len &&
					  (!x || memcmp(x, y, old_len) == 0),
				      "%s, row %d, %s: got %s, not %s",
				      new_query, row,
				      sql_query_column_name(b, column),
				      y ? sql_query_text(b, column) : "NULL",
				      x ? sql_query_text(a, column) : "NULL");
		}
	}
	ck_assert_int_eq(step, 0);
	ck_assert_int_eq(sql_query_step(b), 0);
	ck_assert_int_eq(row, count);
	sql_query_free(a);
	sql_query_free(b);
}

TEST(an_old_journal_keeps_its_slots_and_warnings)
{
	char *line = harness_read_file("state/journal/" OLD_DAY_FILE, NULL);
	unsigned lines = 0, slots = 0, with_slots = 0, warnings = 0;
	struct journal_line v = { 0 };

	ck_assert_uint_eq(count_of(line, "\"places\":["), 6);
	ck_assert_uint_eq(count_of(line, "\"odd\":["), 2);
	for (; *line; line = strchr(line, '\n') + 1, lines++) {
		ck_assert_int_eq(
		    journal_line_read(&v, line, strcspn(line, "\n")), 0);
		slots += v.slot_count;
		with_slots += v.slot_count > 0;
		warnings += v.warnings;
	}
	journal_line_free(&v);
	ck_assert_uint_eq(lines, 34);
	ck_assert_uint_eq(with_slots, 6);
	ck_assert_uint_eq(slots, 11);
	ck_assert_uint_eq(warnings, 2);
}

/* Columns that mean what they meant. */
#define ENTITY                                                                 \
	"row, connection, live, first, last, id, app, src, dst, clid, status," \
	" stage, since, begun, answered, was_up, ended, cut,"                  \
	" incoming, hung_up, refused, direction, steps,"                       \
	" history"
#define RECORD                                                                 \
	"row, src, dst, dcontext, clid, direction, answer, end,"               \
	" billsec, disposition, hangup, connection"

TEST(an_old_index_is_rebuilt_without_a_loss)
{
	static const struct {
		const char *columns, *old, *new, *order;
		int rows;
	} tables[] = {
		{ ENTITY, "connection", "connection", "row", 3 },
		{ ENTITY, "registration", "registration", "row", 3 },
		{ ENTITY, "call", "call", "row", 8 },
		{ ENTITY, "message", "message", "row", 2 },
		{ ENTITY, "stream", "stream", "row", 2 },
		{ RECORD, "cdr", "cdr", "row", 6 },
		{ "*", "tally", "hook_count", "hook, status, rule", 14 },
		{ "*", "place", "limit_slot", "key, time", 11 },
		{ "*", "series", "series", "unit, begin, hook, status", 39 },
		{ "*", "patience",
		  "(SELECT kind, pending, established FROM timeouts)", "1",
		  ENTITY_KINDS },
	};
	struct sql *old = sql_open("old.db", false, NULL);
	struct index *ix;
	size_t i;

	ck_assert_ptr_nonnull(old);
	ck_assert_int_eq(sql_number(old, "PRAGMA user_version"), 9);
	ix = fold_soon_after("state");
	ck_assert_int_eq(sql_number(index_sql(ix), "PRAGMA user_version"),
			 SCHEMA_VERSION);
	for (i = 0; i < ROWS(tables); i++) {
		char was[512], is[512];

		snprintf(was, sizeof was, "SELECT %s FROM %s ORDER BY %s",
			 tables[i].columns, tables[i].old, tables[i].order);
		snprintf(is, sizeof is, "SELECT %s FROM %s ORDER BY %s",
			 tables[i].columns, tables[i].new, tables[i].order);
		check_same_rows(old, was, index_sql(ix), is, tables[i].rows);
	}
	index_close(ix);
	sql_close(old);
}

TEST(an_old_state_becomes_what_its_journal_alone_becomes)
{
	index_close(fold_soon_after("state"));
	copy_journal("fresh");
	index_close(fold_soon_after("fresh"));
	history_check_same(history_tables("state"), history_tables("fresh"),
			   "an old index");
}

/* Limits go on where the first builds stopped. */
TEST(limits_count_the_slots_of_an_old_journal)
{
	struct index *ix = fold_soon_after("state");

	ck_assert_int_eq(limit_slots_count_active(ix, ENTITY_CALL,
						  "call by caller = 10001",
						  SOON_AFTER),
			 1);
	ck_assert_int_eq(
	    limit_slots_count_since(ix, "call rate by caller = 10001",
				    INT64_C(60) * SECOND_US, SOON_AFTER),
	    3);
	ck_assert_int_eq(limit_slots_count_active(ix, ENTITY_STREAM,
						  "publishStream by name = cam",
						  SOON_AFTER),
			 1);
	index_close(ix);
}
