/* database_sqlite - asks an SQLite database. */

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "database.h"

/* How long a question waits for a writer; milliseconds. */
#define BUSY_MS 500

struct session {
	sqlite3 *db;
	sqlite3_stmt *query;
};

static void
close_session(void *session)
{
	struct session *s = session;

	sqlite3_finalize(s->query);
	sqlite3_close(s->db);
	free(s);
}

static int
fail(const struct session *s, const char *what, struct database_error *error)
{
	error_set(&error->log, "%s: %s", what,
		  sqlite3_errstr(sqlite3_errcode(s->db)));
	return error_set(&error->details, "%s", sqlite3_errmsg(s->db));
}

static int
check(const struct session *s, const char *rest, struct database_error *error)
{
	if (!s->query || !sqlite3_stmt_readonly(s->query) ||
	    rest[strspn(rest, " \t;")])
		return error_set(&error->log, "the query is not one SELECT");
	if (sqlite3_bind_parameter_count(s->query) != 1)
		return error_set(&error->log,
				 "the query must have one ?, for the user");
	if (sqlite3_column_count(s->query) != DATABASE_COLUMNS)
		return error_set(&error->log, DATABASE_COLUMNS_WRONG);
	return 0;
}

static int
begin(struct session *s, const struct database_settings *settings,
      struct database_error *error)
{
	const char *rest = "";

	if (sqlite3_open_v2(settings->dbname, &s->db,
			    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return fail(s, "the file of the database cannot be opened",
			    error);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (sqlite3_prepare_v2(s->db, settings->query, -1, &s->query, &rest) !=
	    SQLITE_OK)
		return fail(s, "the database refuses the query", error);
	return check(s, rest, error);
}

static void *
open_session(const struct database_settings *settings,
	     struct database_error *error)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot allocate a session:");
	if (begin(s, settings, error) == 0)
		return s;
	close_session(s);
	return NULL;
}

static int
take(const struct session *s, struct buffer *row, struct database_error *error)
{
	int i;

	for (i = 0; i < DATABASE_COLUMNS; i++)
		if (sqlite3_column_type(s->query, i) == SQLITE_NULL)
			return 0;
	for (i = 0; i < DATABASE_COLUMNS; i++) {
		const char *text =
		    (const char *)sqlite3_column_text(s->query, i);

		if (!database_add(row, text,
				  (size_t)sqlite3_column_bytes(s->query, i),
				  error))
			return -1;
	}
	return 0;
}

static int
ask(void *session, const char *parameter, struct buffer *row,
    struct database_error *error)
{
	struct session *s = session;
	int code, bad = 0;

	sqlite3_bind_text(s->query, 1, parameter, -1, SQLITE_STATIC);
	code = sqlite3_step(s->query);
	if (code == SQLITE_ROW) {
		bad = take(s, row, error);
		code = sqlite3_step(s->query);
	}
	if (!bad && code == SQLITE_ROW)
		bad =
		    error_set(&error->log, "the query gives more than one row");
	else if (!bad && code != SQLITE_DONE)
		bad = fail(s, "the query failed", error);
	sqlite3_reset(s->query);
	sqlite3_clear_bindings(s->query);
	return bad;
}

const struct database_driver database_sqlite = {
	.name = "sqlite",
	.open = open_session,
	.ask = ask,
	.close = close_session,
};
