/* column - a value of a row in words, by what its column holds. */

#include "column.h"

#include <stdint.h>
#include <string.h>

#include "event.h"

static uint64_t
size_of(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

/* By hand: a day's records have some hundred thousand, and printf() is slow. */
static char *
put_number(char *end, uint64_t n)
{
	do
		*--end = (char)('0' + n % 10);
	while (n /= 10);
	return end;
}

static void
add_span(struct buffer *out, int64_t n)
{
	char text[24], *end = text + sizeof text, *at;
	uint64_t milliseconds = size_of(n) / 1000;

	/* A thousand more, so that three digits are there to be put. */
	at = put_number(end, milliseconds % 1000 + 1000);
	*at = '.';
	at = put_number(at, milliseconds / 1000);
	if (n < 0)
		*--at = '-';
	buffer_add(out, at, (size_t)(end - at));
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
