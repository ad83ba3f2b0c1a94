/*
 * database_server - a real database with users, for a test: SQLite, PostgreSQL
 * or MariaDB.
 *
 * It has the table users (login, password): alice's password is "geheim", bob's
 * "topsecret".  The user echoapp may read it, and log in with the password
 * DATABASE_PASSWORD.
 */
#ifndef ECHOAPP_DATABASE_SERVER_H
#define ECHOAPP_DATABASE_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#define DATABASE_PASSWORD "db-p#ss w0rd"

struct database_server {
	const char *driver; /* "sqlite", "postgresql", "mariadb" */
	char *dir;	    /* in memory or /tmp; of sqlite, the file */
	int port;	    /* 0: none */
	pid_t pid;	    /* 0: none */
};

/* Makes the database, and starts its server; fails unless it answers. */
void database_server_start(struct database_server *, const char *driver);

/* Kills the server, as by kill -9 of all of its processes. */
void database_server_kill(struct database_server *);

/* Starts it again, with the same data. */
void database_server_again(struct database_server *);

/* Stops all of its processes, or lets them go on. */
void database_server_freeze(const struct database_server *, bool yes);

/* Kills it, and removes the data. */
void database_server_end(struct database_server *);

/*
 * Runs statements as the administrator, who is root, and returns the result:
 * tabs between columns, newlines after rows; good until the next call.
 */
const char *database_server_ask(const struct database_server *,
				const char *sql);

/* Writes ./NAME, with which the administrator logs in, with mode 0600. */
void database_server_write_admin_settings(const struct database_server *,
					  const char *name);

/*
 * Writes ./NAME for database_settings.h, with mode 0600.  The query is
 * "SELECT login, password FROM users WHERE ..." if it is NULL.  `by_network`:
 * by 127.0.0.1, rather than by the Unix socket.
 */
void database_server_write_settings(const struct database_server *,
				    const char *name, bool by_network,
				    const char *query);

#endif
