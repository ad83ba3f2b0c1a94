/* mariadb_login - logs in to a server of MariaDB or MySQL. */
#ifndef ECHOAPP_MARIADB_LOGIN_H
#define ECHOAPP_MARIADB_LOGIN_H

#include <mysql.h>
#include <stdbool.h>

#include "database_settings.h"

/*
 * Connects what mysql_init() has made; false: mysql_error() says why.  With
 * `ca`, the server has to prove its name.  No server gets a file of this
 * machine.
 */
bool mariadb_login(MYSQL *, const struct database_settings *);

#endif
