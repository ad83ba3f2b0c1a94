/*
 * database_settings - the file that says where a database is, and how to log in
 * to it: lines `key = value`, blank lines, and comments behind #.
 *
 *	driver = postgresql | mariadb | sqlite
 *	host = NAME | ADDRESS | /DIRECTORY (postgresql) | /SOCKET (mariadb)
 *	port = NUMBER
 *	user = NAME
 *	password = TEXT
 *	dbname = NAME (sqlite: the file, relative to the settings)
 *	ca = FILE (a remote server must prove its name by TLS)
 *	query = SELECT ...
 *
 * It has a password, so users other than its owner and group must not have
 * access.
 */
#ifndef ECHOAPP_DATABASE_SETTINGS_H
#define ECHOAPP_DATABASE_SETTINGS_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

/* The longest file, in bytes. */
#define DATABASE_SETTINGS_MAX ((size_t)64 * 1024)

/* NULL: not given. */
struct database_settings {
	char *driver;
	char *host;
	char *port;
	char *user;
	char *password;
	char *dbname;
	char *ca;
	char *query;
};

/*
 * Reads the file.  Returns 0; or -1 with an error that names file and line, but
 * no value; see read_file() for `st`.
 */
int database_settings_read(struct database_settings *, const char *path,
			   struct stat *st, struct error *error);

/* Does the connection leave this machine, as far as `host` tells? */
bool database_settings_is_remote(const struct database_settings *);

/* Overwrites the password, and frees all. */
void database_settings_wipe(struct database_settings *);

#endif
