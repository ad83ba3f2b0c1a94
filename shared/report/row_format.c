/* cells - a row of a query, as a JSON object or as a line of CSV. */

#include "row_format.h"

void
cells_json(struct buffer *out, struct query *q, const struct out_column *c,
	   size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		buffer_str(out, i ? ",\"" : "{\"");
		buffer_str(out, c[i].name);
		buffer_str(out, "\":");
		column_add_json(out, q, (int)i, c[i].kind);
	}
	buffer_str(out, "}");
}

void
cells_csv(struct buffer *out, struct query *q, const struct out_column *c,
	  size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		if (i)
			buffer_byte(out, ',');
		column_add_csv(out, q, (int)i, c[i].kind);
	}
	buffer_add(out, "\r\n", 2);
}
