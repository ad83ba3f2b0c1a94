/* cells - a row of a query, as a JSON object or as a line of CSV. */
#ifndef ECHOAPP_CELLS_H
#define ECHOAPP_CELLS_H

#include <stddef.h>

#include "base/buffer.h"
#include "cell_format.h"

void cells_json(struct buffer *, struct query *, const struct out_column *,
		size_t columns);

/* RFC 4180, its end included. */
void cells_csv(struct buffer *, struct query *, const struct out_column *,
	       size_t columns);

#endif
