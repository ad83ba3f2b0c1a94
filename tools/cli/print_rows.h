/*
 * print_rows - prints the rows of a query as a table, JSON or CSV.
 *
 * At a terminal, control characters from the network are shown, not sent.
 */
#ifndef ECHOAPP_PRINT_ROWS_H
#define ECHOAPP_PRINT_ROWS_H

#include <stddef.h>

#include "report/cell_format.h"

enum print_format { PRINT_TABLE, PRINT_JSON, PRINT_CSV };

struct progress_bar;

/*
 * Prints all rows, and with a bar how far it is, unless they go to a terminal,
 * too; the query has these columns first.  Returns the number of
 * rows, or -1 where SQLite failed (sql_error()).
 */
long print_rows(struct sql_query *, const struct cell_column *, size_t columns,
		enum print_format, struct progress_bar *);

#endif
