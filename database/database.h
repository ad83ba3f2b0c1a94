/*
 * database - asks a database for a user and the hash of a password, read only.
 *
 * Calls wait for the server for as long as it takes: the caller is a process
 * that another one kills (users_keeper.h).
 *
 * Texts for a log never have the address, the user, or what the server sent,
 * which may have them; details go to `details`, for the person who owns the
 * settings.
 */
#ifndef ECHOAPP_DATABASE_H
#define ECHOAPP_DATABASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "database_settings.h"

#define DATABASE_COLUMNS 2
#define DATABASE_COLUMNS_WRONG                                                 \
	"the query must have two columns, the user and the hash"
/* Bytes of a column. */
#define DATABASE_VALUE_MAX ((size_t)1024)

struct database_error {
	struct error log;     /* for a log */
	struct error details; /* "": there are no more */
};

/*
 * What a driver does.  Each function returns -1 or NULL with the error.
 * open() logs in, makes the session read only, and tries settings->query, which
 * must have one parameter and two columns: the user's name, because the
 * database decides what is the same name (in MariaDB mostly "Alice" and
 * "alice"), and the hash.
 */
struct database_driver {
	const char *name;
	void *(*open)(const struct database_settings *,
		      struct database_error *);
	/*
	 * Appends the columns of the only row, a NUL after each; nothing if
	 * there is no row, or a NULL in it.
	 */
	int (*ask)(void *, const char *parameter, struct buffer *row,
		   struct database_error *);
	void (*close)(void *);
};

/* A build has those whose libraries it found. */
extern const struct database_driver database_sqlite;
extern const struct database_driver database_postgresql;
extern const struct database_driver database_mariadb;

/* NULL: this build does not have it. */
const struct database_driver *database_driver(const char *name);

/* The names of those it has, from 0 on; NULL: there are no more. */
const char *database_driver_name(size_t number);

/* Says that this build does not have it. */
int database_absent(const char *name, struct database_error *);

/* Appends a column; false: it is too long, or has a NUL. */
bool database_add(struct buffer *row, const char *value, size_t len,
		  struct database_error *);

#endif
