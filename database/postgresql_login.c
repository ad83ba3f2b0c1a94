/* postgresql_login - logs in to a server of PostgreSQL. */

#include "postgresql_login.h"

#include <stddef.h>

PGconn *
postgresql_login(const struct database_settings *c, const char *application)
{
	const char *const values[][2] = {
		{ "host", c->host },
		{ "port", c->port },
		{ "user", c->user },
		{ "password", c->password },
		{ "dbname", c->dbname },
		{ "sslmode", c->ca ? "verify-full" : "prefer" },
		{ "sslrootcert", c->ca },
		{ "gssencmode", "disable" },
		{ "passfile", "/dev/null" },
		{ "client_encoding", "UTF8" },
		{ "application_name", application },
		{ "options", "-c client_min_messages=warning" },
	};
	enum { COUNT = sizeof values / sizeof *values };
	const char *names[COUNT + 1] = { NULL }, *texts[COUNT + 1] = { NULL };
	size_t i, n = 0;

	for (i = 0; i < COUNT; i++)
		if (values[i][1]) {
			names[n] = values[i][0];
			texts[n++] = values[i][1];
		}
	return PQconnectdbParams(names, texts, 0);
}
