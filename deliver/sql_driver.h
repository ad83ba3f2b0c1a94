/*
 * sql_driver - writes rows to a database server.
 *
 * Calls wait for the server for as long as it takes: the caller is a process
 * that another one kills (sql_child.h).
 *
 * Rows are lines in the text format of PostgreSQL's COPY: tabs between the
 * values, \N for NULL, and \\ \t \n \r for these characters.
 */
#ifndef ECHOAPP_SQL_DRIVER_H
#define ECHOAPP_SQL_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "database/database_settings.h"

struct sql_driver {
	const char *name;
	/* NULL: the error says why. */
	void *(*open)(const struct database_settings *, const char *table,
		      struct error *);
	/* Makes the table, and adds the columns that it lacks.  0 or -1. */
	int (*prepare)(void *, struct error *);
	/*
	 * Writes the rows in one transaction.  0; -1: another try may succeed;
	 * -2: these rows will never be accepted.
	 */
	int (*write)(void *, const char *rows, size_t len, struct error *);
	void (*close)(void *);
};

/* A build without the library has a driver whose open() says so. */
extern const struct sql_driver sql_postgresql, sql_mariadb;

/* Is the driver in this build? */
extern const bool sql_postgresql_is_there, sql_mariadb_is_there;

#endif
