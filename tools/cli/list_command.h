/*
 * list - what the commands that list entities share: their options, and how
 * they print.
 */
#ifndef ECHOAPP_LIST_H
#define ECHOAPP_LIST_H

#include "command.h"
#include "index/entity.h"
#include "print_rows.h"
#include "report/entity_columns.h"

struct list_command {
	enum entity_kind kind;
	const char *select; /* one expression for each column */
	const struct cell_column *columns;
	size_t count;
};

#define LIST_COMMAND_USAGE                                                     \
	"  --live         those that have not ended\n"                         \
	"  --user U       of this user, whoever called or wrote\n"             \
	"  --app A        of this appKey\n"                                    \
	"  --since TIME   begun then or later: 2026-11-23, "                   \
	"2026-11-23T10:00Z\n"                                                  \
	"  --until TIME   begun before\n"                                      \
	"  --limit N      at most so many, newest first (50; 0: all)\n"

int list_command_run(struct command_context *, const struct list_command *,
		     int argc, char **argv);

/* Prints all rows of a query, and frees it; an exit code. */
int list_command_print(struct sql *, struct sql_query *,
		       const struct cell_column *, size_t count,
		       enum print_format);

#endif
