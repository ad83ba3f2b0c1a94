/* print_table - prints the rows of a query in aligned columns. */

#include "print_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/time_text.h"
#include "report/escape.h"
#include "report/quantity.h"
#include "report/text_width.h"
#include "terminal.h"

/* Columns are as wide as the first rows need. */
#define SAMPLE_ROWS 200
#define WIDTH_MAX 40
/* Longer values are cut; columns of a terminal. */
#define CELL_MAX 160
/* On a narrow terminal no column becomes narrower. */
#define WIDTH_MIN 6
#define ELLIPSIS "\xe2\x80\xa6"

struct cell {
	size_t len;   /* bytes */
	size_t width; /* columns of a terminal */
};

/* Rows are kept until the widths of the columns are known. */
struct table {
	const struct cell_column *columns;
	size_t count;	     /* of columns that are printed */
	size_t kept_columns; /* of all columns */
	size_t *widths;
	size_t room; /* columns of the terminal; 0: any number */
	bool colour;
	struct buffer text; /* of all cells, without separators */
	struct cell *cells; /* of the kept rows */
	size_t row_count;   /* kept rows */
	bool widths_known;
	struct buffer line; /* scratch */
};

/* Colours of what an operator looks for, by the value; NULL: none. */
static const char *
colour_of(const char *name, const char *text, size_t len)
{
	static const struct {
		const char *value, *colour;
	} colours[] = {
		{ "DENIED", "31" },	{ "FAILED", "31" },
		{ "BUSY", "31" },	{ "STALE", "33" },
		{ "CUT", "33" },	{ "HANGUP", "33" },
		{ "NO ANSWER", "33" },	{ "ESTABLISHED", "32" },
		{ "REGISTERED", "32" }, { "PUBLISHING", "32" },
		{ "PLAYING", "32" },	{ "ANSWERED", "32" },
	};
	size_t i;

	if (strcmp(name, "status") != 0 && strcmp(name, "disposition") != 0)
		return NULL;
	for (i = 0; i < sizeof colours / sizeof *colours; i++)
		if (strlen(colours[i].value) == len &&
		    memcmp(colours[i].value, text, len) == 0)
			return colours[i].colour;
	return NULL;
}

/* Widths of texts shrink, the widest first, until the columns fit. */
static void
fit(struct table *t)
{
	size_t total = 0, i, widest;

	for (i = 0; i < t->count; i++)
		total += t->widths[i] + (i + 1 < t->count ? 2 : 0);
	while (t->room && total > t->room) {
		widest = t->count;
		for (i = 0; i < t->count; i++)
			if (t->columns[i].kind != CELL_TIMESTAMP &&
			    t->widths[i] > WIDTH_MIN &&
			    (widest == t->count ||
			     t->widths[i] > t->widths[widest]))
				widest = i;
		if (widest == t->count)
			break;
		t->widths[widest]--;
		total--;
	}
	/* Columns that still do not fit are left out. */
	while (t->room && total > t->room && t->count > 1)
		total -= t->widths[--t->count] + 2;
}

static void
add_blanks(struct buffer *line, size_t n)
{
	memset(buffer_reserve(line, n), ' ', n);
	line->len += n;
}

/* Appends the text, cut to the column if the table has to fit. */
static size_t
add_text(struct table *t, size_t i, const char *text, const struct cell *c)
{
	const size_t width = t->widths[i];
	size_t len;

	if (!t->room || c->width <= width) {
		buffer_add(&t->line, text, c->len);
		return c->width;
	}
	len = text_width_fit(text, c->len, width - 1);
	buffer_add(&t->line, text, len);
	buffer_str(&t->line, ELLIPSIS);
	return text_width(text, len) + 1;
}

static void
add_cell(struct table *t, size_t i, const char *text, const struct cell *c,
	 const char *colour)
{
	const enum cell_kind kind = t->columns[i].kind;
	const bool right = kind == CELL_NUMBER || kind == CELL_DURATION;
	const size_t width = t->widths[i];
	size_t used;

	if (right && width > c->width)
		add_blanks(&t->line, width - c->width);
	if (colour)
		buffer_printf(&t->line, "\033[%sm", colour);
	used = add_text(t, i, text, c);
	if (colour)
		buffer_str(&t->line, "\033[0m");
	if (i + 1 == t->count)
		buffer_str(&t->line, "\n");
	else
		add_blanks(&t->line,
			   !right && width > used ? width - used + 2 : 2);
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

		add_cell(t, i, name, &c, t->colour ? "1" : NULL);
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
		for (i = 0; i < t->kept_columns; i++, c++) {
			if (i < t->count)
				add_cell(t, i, at, c,
					 t->colour
					     ? colour_of(t->columns[i].name, at,
							 c->len)
					     : NULL);
			at += c->len;
		}
		print_line(t);
	}
	t->text.len = 0;
}

/* Cuts the value that begins at `from` to CELL_MAX columns. */
static void
cut(struct buffer *text, size_t from)
{
	const size_t len = text->len - from;
	size_t kept;

	if (len <= CELL_MAX)
		return;
	kept = text_width_fit(text->at + from, len, CELL_MAX);
	if (kept == len)
		return;
	text->len = from + kept;
	buffer_str(text, ELLIPSIS);
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
	case CELL_DURATION:
		if (sql_query_get_number(q, (int)i, &n))
			quantity_add_span(text, n);
		break;
	case CELL_NUMBER:
		cell_format_plain(text, q, (int)i, kind);
		break;
	}
}

static void
keep_row(struct table *t, struct sql_query *q)
{
	struct cell *c = t->cells + t->row_count * t->kept_columns;
	size_t i;

	for (i = 0; i < t->kept_columns; i++, c++) {
		size_t from = t->text.len;

		add_value(t, q, i);
		c->len = t->text.len - from;
		c->width = c->len ? text_width(t->text.at + from, c->len) : 0;
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
	if (!t->widths_known) {
		fit(t);
		print_names(t);
	}
	t->widths_known = true;
	print_kept(t);
}

long
print_table(struct sql_query *q, const struct cell_column *columns,
	    size_t count)
{
	struct table t = {
		.columns = columns,
		.count = count,
		.kept_columns = count,
		.room = terminal_width(),
		.colour = terminal_has_colour(),
	};
	long rows;
	size_t i;

	t.widths = calloc(count, sizeof *t.widths);
	t.cells = calloc(count * SAMPLE_ROWS, sizeof *t.cells);
	if (!t.widths || !t.cells)
		die(EXIT_TEMPORARY, "cannot make a table:");
	for (i = 0; i < count; i++)
		t.widths[i] = strlen(columns[i].name);
	rows = sql_query_each(q, print_row, &t);
	if (!t.widths_known) {
		fit(&t);
		print_names(&t);
	}
	print_kept(&t);
	free(t.widths);
	free(t.cells);
	buffer_free(&t.text);
	buffer_free(&t.line);
	return rows;
}
