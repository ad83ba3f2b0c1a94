/* cell_format - a value of a row as text, by the kind of its column. */

#include "cell_format.h"

#include <stdint.h>
#include <string.h>

#include "base/digits.h"
#include "base/json_write.h"
#include "base/time_text.h"
#include "csv_text.h"

static void
add_duration(struct buffer *out, int64_t n)
{
	uint64_t micros = n < 0 ? -(uint64_t)n : (uint64_t)n;
	unsigned rest = (unsigned)(micros / 1000 % 1000);
	char digits[] = { '.', (char)('0' + rest / 100),
			  (char)('0' + rest / 10 % 10),
			  (char)('0' + rest % 10) };

	if (n < 0)
		buffer_byte(out, '-');
	buffer_number(out, (int64_t)(micros / 1000000));
	buffer_add(out, digits, sizeof digits);
}

static void
add_timestamp(struct buffer *out, timestamp m)
{
	out->len += time_text_format(buffer_reserve(out, TIME_TEXT_SIZE), m);
}

/* Programs get UTC, quoted. */
static void
add_utc(struct buffer *out, timestamp m)
{
	buffer_byte(out, '"');
	timestamp_format(buffer_reserve(out, TIMESTAMP_SIZE), TIMESTAMP_SIZE,
			 m);
	out->len += TIMESTAMP_SIZE - 1;
	buffer_byte(out, '"');
}

static void
add_number(struct buffer *out, int64_t n, enum cell_kind kind)
{
	switch (kind) {
	case CELL_TEXT:
	case CELL_NUMBER:
		buffer_number(out, n);
		break;
	case CELL_FLAG:
		buffer_str(out, n ? "true" : "false");
		break;
	case CELL_TIMESTAMP:
		add_timestamp(out, n);
		break;
	case CELL_DURATION:
		add_duration(out, n);
		break;
	case CELL_UNIQUEID:
	case CELL_LINKED_ID:
	case CELL_NODE:
	case CELL_SESSION:
		break;
	}
}

bool
cell_format_is_text(enum cell_kind kind)
{
	return kind == CELL_TEXT || kind >= CELL_UNIQUEID;
}

/*
 * The same digits as the view cdr prints, in a hundredth of the time.  Written
 * once for a row, which has it twice.
 */
static const char *
uniqueid(struct sql_query *q)
{
	static char text[31];
	static uint64_t last_identity, last_birth;
	int last = sql_query_column_count(q) - 1;
	uint64_t identity = (uint64_t)sql_query_number(q, last - 1);
	uint64_t birth = (uint64_t)sql_query_number(q, last);
	char digits[16];

	if (text[0] && identity == last_identity && birth == last_birth)
		return text;
	digits_put_hex(text, identity);
	digits_put_hex(digits, birth);
	memcpy(text + 16, digits + 2, 14);
	last_identity = identity;
	last_birth = birth;
	return text;
}

static const char *
node_of(const char *connection)
{
	static struct buffer node;

	node.len = 0;
	buffer_add(&node, connection, strcspn(connection, " "));
	buffer_add(&node, "", 1);
	return node.at;
}

const char *
cell_format_text(struct sql_query *q, int column, enum cell_kind kind)
{
	const char *text =
	    kind == CELL_UNIQUEID ? NULL : sql_query_text(q, column);

	if (kind == CELL_UNIQUEID || (kind == CELL_LINKED_ID && !text))
		return uniqueid(q);
	if (kind == CELL_NODE)
		return text ? node_of(text) : NULL;
	if (kind == CELL_SESSION && text)
		return strchr(text, ' ') ? strchr(text, ' ') + 1 : "";
	return text;
}

void
cell_format_plain(struct buffer *out, struct sql_query *q, int column,
		  enum cell_kind kind)
{
	const char *text;
	int64_t n;

	if (!cell_format_is_text(kind)) {
		if (sql_query_get_number(q, column, &n))
			add_number(out, n, kind);
	} else if ((text = cell_format_text(q, column, kind))) {
		buffer_str(out, text);
	}
}

void
cell_format_csv(struct buffer *out, struct sql_query *q, int column,
		enum cell_kind kind, enum csv_style style)
{
	const char *text;
	size_t len;
	int64_t n;

	if (!cell_format_is_text(kind)) {
		if (sql_query_get_number(q, column, &n))
			add_number(out, n, kind);
		return;
	}
	if (kind == CELL_TEXT) {
		text = sql_query_text_len(q, column, &len);
	} else {
		text = cell_format_text(q, column, kind);
		len = text ? strlen(text) : 0;
	}
	if (text)
		csv_text_add(out, text, len, style);
}

void
cell_format_json(struct buffer *out, struct sql_query *q, int column,
		 enum cell_kind kind)
{
	bool is_text = cell_format_is_text(kind);
	const char *text = is_text ? cell_format_text(q, column, kind) : NULL;
	int64_t n;

	if (text) {
		json_write_string(out, text, strlen(text));
	} else if (is_text || !sql_query_get_number(q, column, &n)) {
		buffer_str(out, "null");
	} else if (kind == CELL_TIMESTAMP) {
		add_utc(out, n);
	} else {
		add_number(out, n, kind);
	}
}
