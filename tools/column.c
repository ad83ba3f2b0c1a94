/* column - a value of a row in words, by what its column holds. */

#include "column.h"

#include <stdint.h>
#include <string.h>

#include "event.h"

/* Seconds of microseconds, with three digits behind the point. */
static void
add_span(struct buffer *out, int64_t n)
{
	uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
	size_t point;

	if (n < 0)
		buffer_add(out, "-", 1);
	buffer_number(out, (int64_t)(size / 1000000));
	/* A thousand more, so that three digits are there. */
	point = out->len;
	buffer_number(out, (int64_t)(size / 1000 % 1000 + 1000));
	out->at[point] = '.';
}

void
column_add_csv(struct buffer *out, const char *text)
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
column_add(struct buffer *out, struct query *q, int column, enum out_kind kind)
{
	int64_t n;

	if (query_is_null(q, column))
		return;
	if (kind == OUT_TEXT) {
		buffer_str(out, query_text(q, column));
		return;
	}
	n = query_number(q, column);
	switch (kind) {
	case OUT_TEXT:
		break;
	case OUT_NUMBER:
		buffer_number(out, n);
		break;
	case OUT_FLAG:
		buffer_str(out, n ? "true" : "false");
		break;
	case OUT_MOMENT:
		moment_write(buffer_room(out, MOMENT_SIZE), MOMENT_SIZE, n);
		out->len += MOMENT_SIZE - 1;
		break;
	case OUT_SPAN:
		add_span(out, n);
		break;
	}
}
