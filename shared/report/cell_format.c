/* column - a value of a row in words, by what its column holds. */

#include "cell_format.h"

#include <stdint.h>
#include <string.h>

#include "base/json_write.h"
#include "base/timestamp.h"

/* Seconds of microseconds, with three digits behind the point. */
static void
add_span(struct buffer *out, int64_t n)
{
	uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
	unsigned rest = (unsigned)(size / 1000 % 1000);
	char digits[] = { '.', (char)('0' + rest / 100),
			  (char)('0' + rest / 10 % 10),
			  (char)('0' + rest % 10) };

	if (n < 0)
		buffer_byte(out, '-');
	buffer_number(out, (int64_t)(size / 1000000));
	buffer_add(out, digits, sizeof digits);
}

static void
add_moment(struct buffer *out, moment m)
{
	moment_write(buffer_room(out, MOMENT_SIZE), MOMENT_SIZE, m);
	out->len += MOMENT_SIZE - 1;
}

static void
add_number(struct buffer *out, int64_t n, enum out_kind kind)
{
	switch (kind) {
	case OUT_TEXT:
	case OUT_NUMBER:
		buffer_number(out, n);
		break;
	case OUT_FLAG:
		buffer_str(out, n ? "true" : "false");
		break;
	case OUT_MOMENT:
		add_moment(out, n);
		break;
	case OUT_SPAN:
		add_span(out, n);
		break;
	}
}

static void
quote(struct buffer *out, const char *text)
{
	buffer_byte(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buffer_byte(out, '"');
		buffer_byte(out, *text);
	}
	buffer_byte(out, '"');
}

void
column_add(struct buffer *out, struct query *q, int column, enum out_kind kind)
{
	const char *text;
	int64_t n;

	if (kind != OUT_TEXT) {
		if (query_get(q, column, &n))
			add_number(out, n, kind);
	} else if ((text = query_text(q, column))) {
		buffer_str(out, text);
	}
}

void
column_add_csv(struct buffer *out, struct query *q, int column,
	       enum out_kind kind)
{
	const char *text;
	size_t plain;

	if (kind != OUT_TEXT) {
		column_add(out, q, column, kind);
	} else if ((text = query_text(q, column))) {
		plain = strcspn(text, "\",\r\n");
		if (text[plain])
			quote(out, text);
		else
			buffer_add(out, text, plain);
	}
}

void
column_add_json(struct buffer *out, struct query *q, int column,
		enum out_kind kind)
{
	const char *text = kind == OUT_TEXT ? query_text(q, column) : NULL;
	int64_t n;

	if (text) {
		json_add_string(out, text, strlen(text));
	} else if (kind == OUT_TEXT || !query_get(q, column, &n)) {
		buffer_str(out, "null");
	} else if (kind == OUT_MOMENT) {
		buffer_byte(out, '"');
		add_moment(out, n);
		buffer_byte(out, '"');
	} else {
		add_number(out, n, kind);
	}
}
