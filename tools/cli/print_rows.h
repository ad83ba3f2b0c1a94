/*
 * out - rows of a query, as a person, a program or a spreadsheet wants them.
 *
 * Nothing from the network reaches a terminal unescaped: control characters
 * are shown, not sent.
 */
#ifndef ECHOAPP_OUT_H
#define ECHOAPP_OUT_H

#include <stddef.h>

#include "report/cell_format.h"

enum print_format { PRINT_TABLE, PRINT_JSON, PRINT_CSV };

/* Prints all rows of a query, whose columns are these; how many, or -1. */
long print_rows(struct sql_query *, const struct cell_column *, size_t columns,
		enum print_format);

#endif
