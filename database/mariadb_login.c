/* mariadb_login - logs in to a server of MariaDB or MySQL. */

#include "mariadb_login.h"

#include <stdlib.h>

bool
mariadb_login(MYSQL *m, const struct database_settings *c)
{
	const bool is_socket = c->host && c->host[0] == '/';
	const my_bool verify = 1;
	const unsigned off = 0;

	/* Otherwise a server could have any file of this machine. */
	mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (c->ca) {
		mysql_options(m, MYSQL_OPT_SSL_CA, c->ca);
		mysql_options(m, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
	}
	return mysql_real_connect(
	    m, is_socket ? NULL : c->host, c->user, c->password, c->dbname,
	    c->port ? (unsigned)strtoul(c->port, NULL, 10) : 0,
	    is_socket ? c->host : NULL, 0);
}
