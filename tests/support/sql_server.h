/*
 * sql_server - a server of PostgreSQL or MariaDB of a test's own, in a
 * directory of its own, on a Unix socket.
 */
#ifndef ECHOAPP_TEST_SQL_SERVER_H
#define ECHOAPP_TEST_SQL_SERVER_H

#include <sys/types.h>

struct sql_server {
	const char *kind; /* "postgresql" or "mariadb" */
	char dir[64];
	pid_t pid;
};

/* Makes an empty database and starts the server; writes ./KIND.settings. */
void sql_server_make(struct sql_server *, const char *kind);

/* Starts it again. */
void sql_server_start(struct sql_server *);

/* Sends a signal; after SIGKILL it waits for the end of the server. */
void sql_server_signal(struct sql_server *, int signal);

/* Kills the server, and removes its directory. */
void sql_server_remove(struct sql_server *);

/* The result of a query: tabs between columns, newlines after rows. */
char *sql_server_ask(const struct sql_server *, const char *query);

#endif
