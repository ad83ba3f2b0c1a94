/* sql_postgresql - writes rows to a PostgreSQL server. */

#include <stdlib.h>
#include <string.h>

#include "sql_driver.h"
#include "sql_table.h"

#ifdef HAVE_POSTGRESQL

#include "base/die.h"
#include "base/str.h"
#include "database/postgresql_login.h"

const bool sql_postgresql_is_there = true;

struct session {
	PGconn *connection;
	char *table;
	struct buffer upsert; /* from the temporary table into the table */
};

/* The first line of the server's message, which has several. */
static int
fail(const struct session *s, const char *what, struct error *e)
{
	const char *text = PQerrorMessage(s->connection);

	return error_set(e, "PostgreSQL, %s: %.*s", what,
			 (int)strcspn(text, "\n"), text);
}

static void
close_session(void *session)
{
	struct session *s = session;

	PQfinish(s->connection);
	buffer_free(&s->upsert);
	free(s->table);
	free(s);
}

static int
run(const struct session *s, const char *statement, const char *what,
    struct error *e)
{
	PGresult *r = PQexec(s->connection, statement);
	const int bad =
	    PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : fail(s, what, e);

	PQclear(r);
	return bad;
}

static void
make_upsert(struct session *s)
{
	struct buffer *b = &s->upsert;

	buffer_str(b, "INSERT INTO ");
	sql_table_add_name(b, &sql_table_postgresql, s->table);
	buffer_str(b, " AS t (");
	sql_table_add_columns(b, &sql_table_postgresql);
	buffer_str(b, ") SELECT ");
	sql_table_add_columns(b, &sql_table_postgresql);
	buffer_str(b, " FROM pg_temp.echoapp_rows");
	sql_table_add_upsert(b, &sql_table_postgresql);
	buffer_byte(b, '\0');
}

static void *
open_session(const struct database_settings *c, const char *table,
	     struct error *e)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot store a session:");
	s->connection = postgresql_login(c, "echoapp-deliver");
	s->table = str_dup(table);
	make_upsert(s);
	if (PQstatus(s->connection) == CONNECTION_OK)
		return s;
	fail(s, "connecting", e);
	close_session(s);
	return NULL;
}

static int
prepare(void *session, struct error *e)
{
	struct session *s = session;
	struct buffer b = { 0 };
	int bad;

	sql_table_add_create(&b, &sql_table_postgresql, s->table);
	buffer_byte(&b, '\0');
	bad = run(s, b.at, "making the table", e);
	b.len = 0;
	sql_table_add_migrate(&b, &sql_table_postgresql, s->table);
	buffer_byte(&b, '\0');
	bad = bad || run(s, b.at, "adding columns", e);
	buffer_free(&b);
	return bad ? -1 : 0;
}

/* The rows go into a table of this session first, which COPY fills fastest. */
static int
begin(const struct session *s, struct error *e)
{
	struct buffer b = { 0 };
	int bad = run(s, "BEGIN", "beginning", e);

	buffer_str(&b, "CREATE TEMPORARY TABLE IF NOT EXISTS echoapp_rows"
		       " ON COMMIT DELETE ROWS AS SELECT ");
	sql_table_add_columns(&b, &sql_table_postgresql);
	buffer_str(&b, " FROM ");
	sql_table_add_name(&b, &sql_table_postgresql, s->table);
	buffer_str(&b, " LIMIT 0");
	buffer_byte(&b, '\0');
	bad = bad || run(s, b.at, "looking at the table", e);
	buffer_free(&b);
	return bad ? -1 : 0;
}

static int
copy_rows(const struct session *s, const char *rows, size_t len,
	  struct error *e)
{
	PGresult *r =
	    PQexec(s->connection, "COPY pg_temp.echoapp_rows FROM STDIN");
	int bad = PQresultStatus(r) != PGRES_COPY_IN;

	PQclear(r);
	bad = bad || PQputCopyData(s->connection, rows, (int)len) != 1 ||
	      PQputCopyEnd(s->connection, NULL) != 1;
	while ((r = PQgetResult(s->connection))) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			bad = 1;
		if (PQresultStatus(r) == PGRES_FATAL_ERROR && !e->text[0])
			error_set(e, "%s",
				  PQresultErrorField(r, PG_DIAG_SQLSTATE)
				      ? PQresultErrorField(r, PG_DIAG_SQLSTATE)
				      : "");
		PQclear(r);
	}
	return bad ? -1 : 0;
}

/* The classes 22 and 23 are about what is in the rows. */
static bool
is_about_the_rows(const char *state)
{
	return strncmp(state, "22", 2) == 0 || strncmp(state, "23", 2) == 0;
}

static int
upsert(const struct session *s, char state[6], struct error *e)
{
	PGresult *r = PQexec(s->connection, s->upsert.at);
	const char *code = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	int bad =
	    PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : fail(s, "writing", e);

	str_copy(state, 6, code ? code : "");
	PQclear(r);
	return bad;
}

static int
write_rows(void *session, const char *rows, size_t len, struct error *e)
{
	struct session *s = session;
	struct error code = { 0 };
	char state[6] = "";
	int bad = begin(s, e);

	if (!bad && copy_rows(s, rows, len, &code)) {
		str_copy(state, sizeof state, code.text);
		bad = fail(s, "copying", e);
	}
	bad = bad || upsert(s, state, e) || run(s, "COMMIT", "committing", e);
	if (!bad)
		return 0;
	PQclear(PQexec(s->connection, "ROLLBACK"));
	return is_about_the_rows(state) ? -2 : -1;
}

const struct sql_driver sql_postgresql = {
	.name = "postgresql",
	.open = open_session,
	.prepare = prepare,
	.write = write_rows,
	.close = close_session,
};

#else

const bool sql_postgresql_is_there = false;

static void *
open_session(const struct database_settings *c, const char *table,
	     struct error *e)
{
	(void)c, (void)table;
	error_set(e, "this build of echoapp-deliver has no PostgreSQL, because "
		     "libpq was missing; install libpq-dev and build again");
	return NULL;
}

const struct sql_driver sql_postgresql = {
	.name = "postgresql",
	.open = open_session,
};

#endif
