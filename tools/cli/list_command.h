/* list_command - options and output that the commands which list share. */
#ifndef ECHOAPP_LIST_COMMAND_H
#define ECHOAPP_LIST_COMMAND_H

#include "command.h"
#include "index/entity.h"
#include "print_rows.h"
#include "report/entity_columns.h"
#include "watch.h"

struct list_command {
	enum entity_kind kind;
	const char *select; /* SQL expressions, one for each column */
	const struct cell_column *columns;
	size_t count; /* of columns */
};

/* The columns of connections and of registrations. */
#define LIST_COMMAND_ACCOUNT 10
extern const struct cell_column list_command_account[LIST_COMMAND_ACCOUNT];

#define LIST_COMMAND_USAGE                                                     \
	"  --live         only those that have not ended\n"                    \
	"  --user U       only those of this user, whoever called or wrote\n"  \
	"  --app A        only those of this appKey\n"                         \
	"  --since TIME   begun at this time or later: 2026-11-23,\n"          \
	"                 2026-11-23T10:00, today, yesterday, in the zone;\n"  \
	"                 2026-11-23T10:00Z or +01:00 as written;\n"           \
	"                 90s, 15m, 1h, 7d: so long ago\n"                     \
	"  --until TIME   begun before this time\n"                            \
	"  --limit N      the newest N (50; 0: all)\n" WATCH_USAGE

/* Reads the options and prints the entities; returns an exit code. */
int list_command_run(struct command_context *, const struct list_command *,
		     int argc, char **argv);

/*
 * Prints all rows of a query and frees the query; returns an exit code.  NULL
 * is a query that could not be prepared.  The bar may be NULL.
 */
int list_command_print(struct sql *, struct sql_query *,
		       const struct cell_column *, size_t count,
		       enum print_format, struct progress_bar *);

#endif
