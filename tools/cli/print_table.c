/* print_table - prints the rows of a query in aligned columns. */

#include "print_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/time_text.h"
#include "report/escape.h"

/* Columns are as wide as the first rows need. */
#define SAMPLE_ROWS 200
#define WIDTH_MAX 40
/* Longer values are cut; characters. */
#define CELL_MAX 160

struct cell {
	size_t len;   /* bytes */
	size_t width; /* characters of UTF-8 */
};

/* Rows are kept until the widths of the columns are known. */
struct table {
	const struct cell_column *columns;
	size_t count;
	size_t *widths;
	struct buffer text; /* of all cells, without separators */
	struct cell *cells; /* of the kept rows */
	size_t row_count;   /* kept rows */
	bool widths_known;
	struct buffer line; /* scratch */
};

static size_t
width_of(const char *text, size_t len)
{
	size_t n = 0, i;

	for (i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static void
add_blanks(struct buffer *line, size_t n)
{
	memset(buffer_reserve(line, n), ' ', n);
	line->len += n;
}

static void
add_cell(struct table *t, size_t i, const char *text, const struct cell *c)
{
	enum cell_kind kind = t->columns[i].kind;
	bool right = kind == CELL_NUMBER || kind == CELL_DURATION;
	size_t pad = t->widths[i] > c->width ? t->widths[i] - c->width : 0;

	if (right)
		add_blanks(&t->line, pad);
	buffer_add(&t->line, text, c->len);
	if (i + 1 < t->count)
		add_blanks(&t->line, right ? 2 : pad + 2);
	else
		buffer_str(&t->line, "\n");
}

static void
print_line(struct table *t)
{
	fwrite(t->line.at, 1, t->line.len, stdout);
	t->line.len = 0;
}

static void
print_names(struct table *t)
{
	size_t i;

	for (i = 0; i < t->count; i++) {
		const char *name = t->columns[i].name;
		struct cell c = { strlen(name), strlen(name) };

		add_cell(t, i, name, &c);
	}
	print_line(t);
}

static void
print_kept(struct table *t)
{
	const struct cell *c = t->cells;
	const char *at = t->text.at;
	size_t i;

	for (; t->row_count > 0; t->row_count--) {
		for (i = 0; i < t->count; i++, c++) {
			add_cell(t, i, at, c);
			at += c->len;
		}
		print_line(t);
	}
	t->text.len = 0;
}

/* Cuts the value that begins at `from` to CELL_MAX characters. */
static void
cut(struct buffer *text, size_t from)
{
	size_t at, width;

	if (text->len - from <= CELL_MAX)
		return;
	for (at = from, width = 0; at < text->len; at++) {
		width += ((unsigned char)text->at[at] & 0xc0) != 0x80;
		if (width > CELL_MAX)
			break;
	}
	if (at < text->len) {
		text->len = at;
		buffer_str(text, "\xe2\x80\xa6");
	}
}

static void
add_value(struct table *t, struct sql_query *q, size_t i)
{
	enum cell_kind kind = t->columns[i].kind;
	struct buffer *text = &t->text;
	size_t from = text->len;
	const char *value;
	int64_t n;

	switch (kind) {
	case CELL_TEXT:
	case CELL_UNIQUEID:
	case CELL_LINKED_ID:
	case CELL_NODE:
	case CELL_SESSION:
		value = cell_format_text(q, (int)i, kind);
		if (value)
			escape_add(text, value);
		cut(text, from);
		break;
	case CELL_FLAG:
		if (sql_query_get_number(q, (int)i, &n))
			buffer_str(text, n ? "yes" : "no");
		break;
	case CELL_TIMESTAMP:
		if (sql_query_get_number(q, (int)i, &n))
			text->len += time_text_short(
			    buffer_reserve(text, TIME_TEXT_SIZE), n, 0);
		break;
	case CELL_NUMBER:
	case CELL_DURATION:
		cell_format_plain(text, q, (int)i, kind);
		break;
	}
}

static void
keep_row(struct table *t, struct sql_query *q)
{
	struct cell *c = t->cells + t->row_count * t->count;
	size_t i;

	for (i = 0; i < t->count; i++, c++) {
		size_t from = t->text.len;

		add_value(t, q, i);
		c->len = t->text.len - from;
		c->width = c->len ? width_of(t->text.at + from, c->len) : 0;
		if (c->width > t->widths[i] && t->widths[i] < WIDTH_MAX)
			t->widths[i] =
			    c->width < WIDTH_MAX ? c->width : WIDTH_MAX;
	}
	t->row_count++;
}

/* Rows are kept until the widths of columns are known. */
static void
print_row(struct sql_query *q, void *arg)
{
	struct table *t = arg;

	keep_row(t, q);
	if (!t->widths_known && t->row_count < SAMPLE_ROWS)
		return;
	if (!t->widths_known)
		print_names(t);
	t->widths_known = true;
	print_kept(t);
}

long
print_table(struct sql_query *q, const struct cell_column *columns,
	    size_t count)
{
	struct table t = { .columns = columns, .count = count };
	long rows;
	size_t i;

	t.widths = calloc(count, sizeof *t.widths);
	t.cells = calloc(count * SAMPLE_ROWS, sizeof *t.cells);
	if (!t.widths || !t.cells)
		die(EXIT_TEMPORARY, "cannot make a table:");
	for (i = 0; i < count; i++)
		t.widths[i] = strlen(columns[i].name);
	rows = sql_query_each(q, print_row, &t);
	if (!t.widths_known)
		print_names(&t);
	print_kept(&t);
	free(t.widths);
	free(t.cells);
	buffer_free(&t.text);
	buffer_free(&t.line);
	return rows;
}
