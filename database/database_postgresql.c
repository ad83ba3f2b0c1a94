/* database_postgresql - asks a PostgreSQL server. */

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "database.h"
#include "postgresql_login.h"

struct session {
	PGconn *connection;
	char *query;
};

static void
close_session(void *session)
{
	struct session *s = session;

	PQfinish(s->connection);
	free(s->query);
	free(s);
}

/* Five characters that name a kind of error, which are no secret. */
static int
fail(const struct session *s, const PGresult *r, const char *what,
     struct database_error *error)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	error_set(&error->log, "%s%s%s", what, state ? ": SQLSTATE " : "",
		  state ? state : "");
	return error_set(&error->details, "%s", PQerrorMessage(s->connection));
}

static int
run(const struct session *s, PGresult *r, ExecStatusType wanted,
    const char *what, struct database_error *error)
{
	const int bad =
	    PQresultStatus(r) == wanted ? 0 : fail(s, r, what, error);

	PQclear(r);
	return bad;
}

static int
check(const struct session *s, struct database_error *error)
{
	PGresult *r = PQdescribePrepared(s->connection, "");
	int bad = 0;

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		bad = fail(s, r, "the database refuses the query", error);
	else if (PQnparams(r) != 1)
		bad = error_set(&error->log,
				"the query must have one $1, for the user");
	else if (PQnfields(r) != DATABASE_COLUMNS)
		bad = error_set(&error->log, DATABASE_COLUMNS_WRONG);
	PQclear(r);
	return bad;
}

static int
begin(struct session *s, struct database_error *error)
{
	PGconn *c = s->connection;

	if (PQstatus(c) != CONNECTION_OK)
		return fail(s, NULL,
			    "the database cannot be reached, or refuses the "
			    "login",
			    error);
	if (run(s, PQexec(c, "SET default_transaction_read_only = on"),
		PGRES_COMMAND_OK, "the session cannot be made read only",
		error) ||
	    run(s, PQexec(c, "SET statement_timeout = 1000"), PGRES_COMMAND_OK,
		"the time of a query cannot be limited", error) ||
	    run(s, PQprepare(c, "", s->query, 0, NULL), PGRES_COMMAND_OK,
		"the database refuses the query", error))
		return -1;
	return check(s, error);
}

static void *
open_session(const struct database_settings *settings,
	     struct database_error *error)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot allocate a session:");
	s->query = strdup(settings->query);
	s->connection = postgresql_login(settings, "echoapp");
	if (s->query && s->connection && begin(s, error) == 0)
		return s;
	close_session(s);
	return NULL;
}

static int
take(const PGresult *r, struct buffer *row, struct database_error *error)
{
	int i;

	if (PQntuples(r) > 1)
		return error_set(&error->log,
				 "the query gives more than one row");
	if (PQntuples(r) == 0 || PQgetisnull(r, 0, 0) || PQgetisnull(r, 0, 1))
		return 0;
	for (i = 0; i < DATABASE_COLUMNS; i++)
		if (!database_add(row, PQgetvalue(r, 0, i),
				  (size_t)PQgetlength(r, 0, i), error))
			return -1;
	return 0;
}

static int
ask(void *session, const char *parameter, struct buffer *row,
    struct database_error *error)
{
	const struct session *s = session;
	PGresult *r = PQexecParams(s->connection, s->query, 1, NULL, &parameter,
				   NULL, NULL, 0);
	const int bad = PQresultStatus(r) == PGRES_TUPLES_OK
			    ? take(r, row, error)
			    : fail(s, r, "the query failed", error);

	PQclear(r);
	return bad;
}

const struct database_driver database_postgresql = {
	.name = "postgresql",
	.open = open_session,
	.ask = ask,
	.close = close_session,
};
