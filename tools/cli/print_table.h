/*
 * print_table - prints the rows of a query in aligned columns.
 *
 * Times end at the second and long values are cut.  Control characters from
 * the network are shown, not sent.
 */
#ifndef ECHOAPP_PRINT_TABLE_H
#define ECHOAPP_PRINT_TABLE_H

#include <stddef.h>

#include "report/cell_format.h"

/* As print_rows(). */
long print_table(struct sql_query *, const struct cell_column *,
		 size_t columns);

#endif
