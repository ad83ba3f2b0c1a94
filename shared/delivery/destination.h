/*
 * destination - a system that gets call records and hooks.
 *
 *	destination NAME http URL secret FILE [OPTION ...]
 *	destination NAME csv PATH [OPTION ...]
 *	destination NAME json PATH [OPTION ...]
 *	destination NAME postgresql SETTINGS [OPTION ...]
 *	destination NAME mariadb SETTINGS [OPTION ...]
 *
 *	batch N          at most so many messages in one request
 *	timeout N        seconds for one request
 *	ca FILE          certificates to trust instead of the system's
 *	columns NAME,... of csv and json; all of them without
 *	table NAME       of a database: cdr
 *	from beginning   also what was there before the destination
 */
#ifndef ECHOAPP_DESTINATION_H
#define ECHOAPP_DESTINATION_H

#include <stdbool.h>

#include "base/error.h"
#include "rules/rule_cursor.h"

/* The most bytes of a destination's name, which files are called after. */
#define DESTINATION_NAME_MAX 32

/* The most messages of one request. */
#define DESTINATION_BATCH_MAX 1000
#define DESTINATION_BATCH 1
#define DESTINATION_BATCH_FILE 500
#define DESTINATION_BATCH_SQL 5000

/* The most seconds of one request. */
#define DESTINATION_TIMEOUT_MAX 600
#define DESTINATION_TIMEOUT 10
#define DESTINATION_TIMEOUT_SQL 60

#define DESTINATION_TABLE "cdr"

enum destination_kind {
	DESTINATION_HTTP,
	DESTINATION_CSV,
	DESTINATION_JSON,
	DESTINATION_POSTGRESQL,
	DESTINATION_MARIADB,
	DESTINATION_KINDS
};

struct destination {
	char *name;
	enum destination_kind kind;
	char *to; /* the URL, or a path; of a database, of its settings */
	char *secret_file; /* signs requests; absolute; or NULL */
	char *ca_file;	   /* absolute; NULL: the system's */
	char *columns;	   /* "src,dst"; NULL: all */
	char *table;	   /* of a database */
	unsigned batch;
	unsigned timeout; /* seconds */
	bool from_beginning;
	unsigned line;
};

/* "http", "csv", ... */
extern const char *const destination_kind_names[DESTINATION_KINDS];

bool destination_is_database(const struct destination *);

/*
 * Parses the words after `destination`.  Paths are relative to `dir`.  Returns
 * 0; or -1 with the error of the cursor.  Either way destination_free() frees
 * the result.
 */
int destination_parse(struct destination *, struct rule_cursor *,
		      const char *dir);
void destination_free(struct destination *);

#endif
