/* cells - a row of a query, as a JSON object or as a line of CSV. */

#include "cells.h"

#include <string.h>

#include "column.h"
#include "json.h"

void
cells_json(struct buffer *out, struct query *q, const struct out_column *c,
	   size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		int at = (int)i;

		buffer_printf(out, "%s\"%s\":", i ? "," : "{", c[i].name);
		if (query_is_null(q, at)) {
			buffer_str(out, "null");
		} else if (c[i].kind == OUT_TEXT) {
			const char *text = query_text(q, at);

			json_add_string(out, text, strlen(text));
		} else if (c[i].kind == OUT_MOMENT) {
			buffer_str(out, "\"");
			column_add(out, q, at, c[i].kind);
			buffer_str(out, "\"");
		} else {
			column_add(out, q, at, c[i].kind);
		}
	}
	buffer_str(out, "}");
}

void
cells_csv(struct buffer *out, struct query *q, const struct out_column *c,
	  size_t columns)
{
	size_t i;

	for (i = 0; i < columns; i++) {
		int at = (int)i;

		if (i)
			buffer_str(out, ",");
		if (query_is_null(q, at))
			continue;
		if (c[i].kind == OUT_TEXT)
			column_add_csv(out, query_text(q, at));
		else
			column_add(out, q, at, c[i].kind);
	}
	buffer_str(out, "\r\n");
}
