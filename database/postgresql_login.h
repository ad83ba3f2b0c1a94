/* postgresql_login - logs in to a server of PostgreSQL. */
#ifndef ECHOAPP_POSTGRESQL_LOGIN_H
#define ECHOAPP_POSTGRESQL_LOGIN_H

#include <libpq-fe.h>

#include "database_settings.h"

/*
 * Connects as PQconnectdb(3) does, and returns what that returns.  The
 * environment and files of the user have no say: what the settings do not have
 * is the library's own default.  With `ca`, the server has to prove its name.
 */
PGconn *postgresql_login(const struct database_settings *,
			 const char *application);

#endif
