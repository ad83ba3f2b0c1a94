/* row_format - a row of a query as a JSON object or as a line of CSV. */
#ifndef ECHOAPP_ROW_FORMAT_H
#define ECHOAPP_ROW_FORMAT_H

#include <stddef.h>

#include "base/buffer.h"
#include "cell_format.h"

/* Appends an object; the query has these columns first. */
void row_format_json(struct buffer *, struct sql_query *,
		     const struct cell_column *, size_t columns);

/* Appends a line of RFC 4180 with its line end. */
void row_format_csv(struct buffer *, struct sql_query *,
		    const struct cell_column *, size_t columns, enum csv_style);

#endif
