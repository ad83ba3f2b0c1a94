/*
 * table - rows of a query for eyes: in aligned columns.
 *
 * Times end at the second, long values are cut, and nothing from the network
 * reaches a terminal unescaped.
 */
#ifndef ECHOAPP_TABLE_H
#define ECHOAPP_TABLE_H

#include <stddef.h>

#include "report/cell_format.h"

/* Prints all rows of a query, whose columns are these; how many, or -1. */
long print_table(struct sql_query *, const struct cell_column *,
		 size_t columns);

#endif
