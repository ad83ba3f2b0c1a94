/* sql_mariadb - writes rows to a MariaDB or MySQL server. */

#include <stdlib.h>
#include <string.h>

#include "sql_driver.h"
#include "sql_table.h"

#ifdef HAVE_MARIADB

#include "base/die.h"
#include "base/str.h"
#include "database/mariadb_login.h"
#include "report/cdr.h"

const bool sql_mariadb_is_there = true;

/* Bytes of a statement; max_allowed_packet is at least four times as much. */
#define STATEMENT_MAX ((size_t)1 << 20)

struct session {
	MYSQL *connection;
	char *table;
	struct buffer head; /* INSERT INTO ... VALUES */
	struct buffer tail; /* ON DUPLICATE KEY UPDATE ... */
	struct buffer statement;
};

static int
fail(const struct session *s, const char *what, struct error *e)
{
	return error_set(e, "MariaDB, %s: %s", what,
			 mysql_error(s->connection));
}

static void
close_session(void *session)
{
	struct session *s = session;

	mysql_close(s->connection);
	buffer_free(&s->head);
	buffer_free(&s->tail);
	buffer_free(&s->statement);
	free(s->table);
	free(s);
}

static int
run(const struct session *s, const char *text, size_t len, const char *what,
    struct error *e)
{
	return mysql_real_query(s->connection, text, len) ? fail(s, what, e)
							  : 0;
}

/* Times are UTC, and a value that does not fit is an error. */
static const char setup[] = "SET time_zone='+00:00',"
			    "sql_mode='STRICT_ALL_TABLES,NO_ZERO_DATE'";

static int
connect_to(struct session *s, const struct database_settings *c,
	   struct error *e)
{
	if (!mariadb_login(s->connection, c))
		return fail(s, "connecting", e);
	return run(s, setup, strlen(setup), "setting up", e);
}

static void *
open_session(const struct database_settings *c, const char *table,
	     struct error *e)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s || !(s->connection = mysql_init(NULL)))
		die(EXIT_TEMPORARY, "cannot store a session:");
	s->table = str_dup(table);
	buffer_str(&s->head, "INSERT INTO ");
	sql_table_add_name(&s->head, &sql_table_mariadb, table);
	buffer_str(&s->head, " (");
	sql_table_add_columns(&s->head, &sql_table_mariadb);
	buffer_str(&s->head, ") VALUES ");
	sql_table_add_upsert(&s->tail, &sql_table_mariadb);
	if (connect_to(s, c, e) == 0)
		return s;
	close_session(s);
	return NULL;
}

static int
prepare(void *session, struct error *e)
{
	struct session *s = session;
	struct buffer b = { 0 };
	int bad;

	sql_table_add_create(&b, &sql_table_mariadb, s->table);
	bad = run(s, b.at, b.len, "making the table", e);
	b.len = 0;
	sql_table_add_migrate(&b, &sql_table_mariadb, s->table);
	bad = bad || run(s, b.at, b.len, "adding columns", e);
	buffer_free(&b);
	return bad ? -1 : 0;
}

/* MariaDB reads "2026-11-23 10:48:07.123456" in the zone of the session. */
static void
add_time(struct buffer *out, const char *at, size_t len)
{
	const char *t = memchr(at, 'T', len);

	if (!t || at[len - 1] != 'Z') {
		buffer_str(out, "NULL");
		return;
	}
	buffer_byte(out, '\'');
	buffer_add(out, at, (size_t)(t - at));
	buffer_byte(out, ' ');
	buffer_add(out, t + 1, len - 2 - (size_t)(t - at));
	buffer_byte(out, '\'');
}

/* The escapes of a value of COPY mean the same in a literal. */
static void
add_value(struct buffer *out, const char *at, size_t len, size_t column)
{
	size_t i;

	if (len == 2 && memcmp(at, "\\N", 2) == 0) {
		buffer_str(out, "NULL");
		return;
	}
	if (column < CDR_COLUMNS &&
	    cdr_columns[column].kind == CELL_TIMESTAMP) {
		add_time(out, at, len);
		return;
	}
	buffer_byte(out, '\'');
	for (i = 0; i < len; i++) {
		if (at[i] == '\'')
			buffer_byte(out, '\\');
		buffer_byte(out, at[i]);
	}
	buffer_byte(out, '\'');
}

static void
add_row(struct buffer *out, const char *at, const char *end)
{
	size_t column = 0;

	buffer_byte(out, '(');
	for (;; column++) {
		const char *tab = memchr(at, '\t', (size_t)(end - at));
		const char *stop = tab ? tab : end;

		if (column)
			buffer_byte(out, ',');
		add_value(out, at, (size_t)(stop - at), column);
		if (!tab)
			break;
		at = tab + 1;
	}
	buffer_byte(out, ')');
}

static int
write_all_rows(struct session *s, const char *rows, size_t len, struct error *e)
{
	const char *at = rows, *end = rows + len;

	while (at < end) {
		struct buffer *b = &s->statement;
		bool first = true;

		b->len = 0;
		buffer_add(b, s->head.at, s->head.len);
		for (; at < end && b->len < STATEMENT_MAX; first = false) {
			const char *stop = memchr(at, '\n', (size_t)(end - at));

			if (!stop)
				stop = end;
			if (!first)
				buffer_byte(b, ',');
			add_row(b, at, stop);
			at = stop + 1;
		}
		buffer_add(b, s->tail.at, s->tail.len);
		if (run(s, b->at, b->len, "writing", e))
			return -1;
	}
	return 0;
}

/* Too long, out of range, no such character, too large for a packet. */
static bool
is_about_the_rows(unsigned error)
{
	return error == 1406 || error == 1264 || error == 1366 ||
	       error == 1292 || error == 1153;
}

static int
write_rows(void *session, const char *rows, size_t len, struct error *e)
{
	struct session *s = session;
	unsigned error = 0;
	int bad = run(s, "BEGIN", 5, "beginning", e);

	if (!bad && write_all_rows(s, rows, len, e)) {
		error = mysql_errno(s->connection);
		bad = -1;
	}
	bad = bad || run(s, "COMMIT", 6, "committing", e);
	if (!bad)
		return 0;
	mysql_rollback(s->connection);
	return is_about_the_rows(error) ? -2 : -1;
}

const struct sql_driver sql_mariadb = {
	.name = "mariadb",
	.open = open_session,
	.prepare = prepare,
	.write = write_rows,
	.close = close_session,
};

#else

const bool sql_mariadb_is_there = false;

static void *
open_session(const struct database_settings *c, const char *table,
	     struct error *e)
{
	(void)c, (void)table;
	error_set(e, "this build of echoapp-deliver has no MariaDB, because "
		     "libmariadb was missing; install libmariadb-dev and "
		     "build again");
	return NULL;
}

const struct sql_driver sql_mariadb = {
	.name = "mariadb",
	.open = open_session,
};

#endif
