/* database_mariadb - asks a MariaDB or MySQL server. */

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "database.h"
#include "mariadb_login.h"

struct session {
	MYSQL *connection;
	MYSQL_STMT *query;
};

static void
close_session(void *session)
{
	struct session *s = session;

	if (s->query)
		mysql_stmt_close(s->query);
	if (s->connection)
		mysql_close(s->connection);
	free(s);
}

/* The number names a kind of error, and is no secret. */
static int
fail(const struct session *s, const char *what, struct database_error *error)
{
	unsigned number =
	    s->query ? mysql_stmt_errno(s->query) : mysql_errno(s->connection);
	const char *text =
	    s->query ? mysql_stmt_error(s->query) : mysql_error(s->connection);

	error_set(&error->log, "%s: error %u", what, number);
	return error_set(&error->details, "%s", text);
}

static int
check(const struct session *s, struct database_error *error)
{
	if (mysql_stmt_param_count(s->query) != 1)
		return error_set(&error->log,
				 "the query must have one ?, for the user");
	if (mysql_stmt_field_count(s->query) != DATABASE_COLUMNS)
		return error_set(&error->log, DATABASE_COLUMNS_WRONG);
	return 0;
}

static int
begin(struct session *s, const struct database_settings *c,
      struct database_error *error)
{
	MYSQL *m = s->connection;

	if (!mariadb_login(m, c))
		return fail(s,
			    "the database cannot be reached, or refuses the "
			    "login",
			    error);
	if (mysql_query(m, "SET SESSION TRANSACTION READ ONLY"))
		return fail(s, "the session cannot be made read only", error);
	/* MariaDB's; MySQL has another one, which is in milliseconds. */
	if (mysql_query(m, "SET SESSION max_statement_time = 1"))
		mysql_query(m, "SET SESSION max_execution_time = 1000");
	s->query = mysql_stmt_init(m);
	if (!s->query)
		die(EXIT_TEMPORARY, "cannot allocate a query:");
	if (mysql_stmt_prepare(s->query, c->query, strlen(c->query)))
		return fail(s, "the database refuses the query", error);
	return check(s, error);
}

static void *
open_session(const struct database_settings *settings,
	     struct database_error *error)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot allocate a session:");
	s->connection = mysql_init(NULL);
	if (s->connection && begin(s, settings, error) == 0)
		return s;
	close_session(s);
	return NULL;
}

struct column {
	char text[DATABASE_VALUE_MAX + 1];
	unsigned long len;
	my_bool is_null;
};

static int
bind(const struct session *s, struct column columns[DATABASE_COLUMNS])
{
	MYSQL_BIND into[DATABASE_COLUMNS] = { 0 };
	int i;

	for (i = 0; i < DATABASE_COLUMNS; i++)
		into[i] = (MYSQL_BIND){
			.buffer_type = MYSQL_TYPE_STRING,
			.buffer = columns[i].text,
			.buffer_length = sizeof columns[i].text,
			.length = &columns[i].len,
			.is_null = &columns[i].is_null,
		};
	return mysql_stmt_bind_result(s->query, into);
}

static int
add_columns(const struct column *columns, struct buffer *row,
	    struct database_error *error)
{
	int i;

	if (columns[0].is_null || columns[1].is_null)
		return 0;
	for (i = 0; i < DATABASE_COLUMNS; i++)
		if (!database_add(row, columns[i].text, columns[i].len, error))
			return -1;
	return 0;
}

static int
take(const struct session *s, struct buffer *row, struct database_error *error)
{
	struct column columns[DATABASE_COLUMNS] = { 0 };
	int code = bind(s, columns), bad = 0;

	if (!code)
		code = mysql_stmt_fetch(s->query);
	if (code == 0 || code == MYSQL_DATA_TRUNCATED) {
		bad = add_columns(columns, row, error);
		explicit_bzero(columns, sizeof columns);
		code = mysql_stmt_fetch(s->query);
		if (!bad && code != MYSQL_NO_DATA && code != 1)
			return error_set(&error->log,
					 "the query gives more than one row");
	}
	return bad || code == MYSQL_NO_DATA
		   ? bad
		   : fail(s, "the query failed", error);
}

static int
ask(void *session, const char *parameter, struct buffer *row,
    struct database_error *error)
{
	const struct session *s = session;
	MYSQL_BIND user = {
		.buffer_type = MYSQL_TYPE_STRING,
		.buffer = (char *)parameter,
		.buffer_length = strlen(parameter),
	};
	int bad;

	if (mysql_stmt_bind_param(s->query, &user) ||
	    mysql_stmt_execute(s->query))
		return fail(s, "the query failed", error);
	bad = take(s, row, error);
	mysql_stmt_free_result(s->query);
	return bad;
}

const struct database_driver database_mariadb = {
	.name = "mariadb",
	.open = open_session,
	.ask = ask,
	.close = close_session,
};
