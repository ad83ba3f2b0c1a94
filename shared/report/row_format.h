/* cells - a row of a query, as a JSON object or as a line of CSV. */
#ifndef ECHOAPP_ROW_FORMAT_H
#define ECHOAPP_ROW_FORMAT_H

#include <stddef.h>

#include "base/buffer.h"
#include "cell_format.h"

void row_format_json(struct buffer *, struct sql_query *,
		     const struct cell_column *, size_t columns);

/* RFC 4180, its end included. */
void row_format_csv(struct buffer *, struct sql_query *,
		    const struct cell_column *, size_t columns);

#endif
