/* row_format - a row of a query as a JSON object or as a line of CSV. */

#include "row_format.h"

void
row_format_json(struct buffer *out, struct sql_query *q,
		const struct cell_column *c, size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		buffer_str(out, i ? ",\"" : "{\"");
		buffer_str(out, c[i].name);
		buffer_str(out, "\":");
		cell_format_json(out, q, (int)i, c[i].kind);
	}
	buffer_str(out, "}");
}

void
row_format_csv(struct buffer *out, struct sql_query *q,
	       const struct cell_column *c, size_t columns,
	       enum csv_style style)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		if (i)
			buffer_byte(out, ',');
		cell_format_csv(out, q, (int)i, c[i].kind, style);
	}
	buffer_add(out, "\r\n", 2);
}
