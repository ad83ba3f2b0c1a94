/* cells - a row of a query, as a JSON object or as a line of CSV. */

#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "json.h"

/* What is no text, as programs read it. */
static void
add_value(struct buffer *out, struct query *q, int i, enum out_kind kind)
{
	int64_t n = query_number(q, i);
	char text[MOMENT_SIZE];

	switch (kind) {
	case OUT_TEXT:
		buffer_str(out, query_text(q, i));
		break;
	case OUT_NUMBER:
		buffer_printf(out, "%lld", (long long)n);
		break;
	case OUT_FLAG:
		buffer_str(out, n ? "true" : "false");
		break;
	case OUT_MOMENT:
		moment_write(text, sizeof text, n);
		buffer_str(out, text);
		break;
	case OUT_SPAN:
		buffer_printf(out, "%s%lld.%03d", n < 0 ? "-" : "",
			      llabs(n) / 1000000,
			      (int)(llabs(n) / 1000 % 1000));
		break;
	}
}

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
			add_value(out, q, at, c[i].kind);
			buffer_str(out, "\"");
		} else {
			add_value(out, q, at, c[i].kind);
		}
	}
	buffer_str(out, "}");
}

/* A quote is doubled, and what holds one is quoted. */
static void
add_csv_text(struct buffer *out, const char *text)
{
	if (!strpbrk(text, "\",\r\n")) {
		buffer_str(out, text);
		return;
	}
	buffer_str(out, "\"");
	for (; *text; text++) {
		if (*text == '"')
			buffer_str(out, "\"");
		buffer_add(out, text, 1);
	}
	buffer_str(out, "\"");
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
			add_csv_text(out, query_text(q, at));
		else
			add_value(out, q, at, c[i].kind);
	}
	buffer_str(out, "\r\n");
}
