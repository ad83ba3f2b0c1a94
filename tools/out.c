/* out - rows of a query, as a person, a program or a spreadsheet wants them. */

#include "out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "die.h"
#include "event.h"
#include "json.h"
#include "safe.h"

/* Rows that are looked at to find how wide the columns are. */
#define LOOK_AHEAD 200
#define WIDTH_MAX 40
/* Longer values are cut in a table, which is for eyes. */
#define CELL_MAX 160

void
out_text(const char *text)
{
	struct buffer safe = { 0 };

	safe_add(&safe, text);
	fwrite(safe.at ? safe.at : "", 1, safe.len, stdout);
	buffer_free(&safe);
}

/* The value in words, without regard to how they are wrapped. */
static void
add_value(struct buffer *out, struct query *q, int i, enum out_kind kind)
{
	char text[MOMENT_SIZE];
	int64_t n;

	if (query_is_null(q, i))
		return;
	switch (kind) {
	case OUT_TEXT:
		buffer_str(out, query_text(q, i));
		break;
	case OUT_NUMBER:
		buffer_printf(out, "%lld", (long long)query_number(q, i));
		break;
	case OUT_FLAG:
		buffer_str(out, query_number(q, i) ? "true" : "false");
		break;
	case OUT_MOMENT:
		moment_write(text, sizeof text, query_number(q, i));
		buffer_str(out, text);
		break;
	case OUT_SPAN:
		n = query_number(q, i);
		buffer_printf(out, "%s%lld.%03d", n < 0 ? "-" : "",
			      llabs(n) / 1000000,
			      (int)(llabs(n) / 1000 % 1000));
		break;
	}
	buffer_add(out, "", 1);
	out->len--;
}

static const char *
value_text(struct buffer *scratch, struct query *q, int i, enum out_kind kind)
{
	scratch->len = 0;
	buffer_add(scratch, "", 1);
	scratch->len = 0;
	add_value(scratch, q, i, kind);
	return scratch->at;
}

static void
print_json(struct query *q, const struct out_column *c, size_t columns)
{
	struct buffer line = { 0 }, value = { 0 }, safe = { 0 };
	size_t i;

	for (i = 0; i < columns; i++) {
		const char *text = value_text(&value, q, (int)i, c[i].kind);

		buffer_str(&line, i ? "," : "{");
		json_add_string(&line, c[i].name, strlen(c[i].name));
		buffer_str(&line, ":");
		if (query_is_null(q, (int)i))
			buffer_str(&line, "null");
		else if (c[i].kind != OUT_TEXT && c[i].kind != OUT_MOMENT)
			buffer_str(&line, text);
		else
			json_add_string(&line, text, strlen(text));
	}
	buffer_str(&line, "}\n");
	safe_add_json(&safe, line.at, line.len - 1);
	fwrite(safe.at, 1, safe.len, stdout);
	putchar('\n');
	buffer_free(&safe);
	buffer_free(&line);
	buffer_free(&value);
}

/* RFC 4180: a quote is doubled, and what holds one is quoted. */
static void
add_csv_value(struct buffer *line, const char *text)
{
	if (!strpbrk(text, "\",\r\n")) {
		buffer_str(line, text);
		return;
	}
	buffer_str(line, "\"");
	for (; *text; text++) {
		if (*text == '"')
			buffer_str(line, "\"");
		buffer_add(line, text, 1);
	}
	buffer_str(line, "\"");
}

static void
print_csv(struct query *q, const struct out_column *c, size_t columns)
{
	static struct buffer line, value;
	size_t i;

	line.len = 0;
	for (i = 0; i < columns; i++) {
		if (i)
			buffer_str(&line, ",");
		add_csv_value(&line, value_text(&value, q, (int)i, c[i].kind));
	}
	buffer_str(&line, "\r\n");
	fwrite(line.at, 1, line.len, stdout);
}

/* Rows in hand until the widths are known, each value with a NUL behind it. */
struct table {
	struct buffer rows;
	size_t *widths;
	size_t columns;
	long held;
};

/* Columns on a screen: UTF-8 counted by its characters. */
static size_t
width_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void
print_cell(const struct table *t, size_t i, const char *text, bool right)
{
	size_t width = width_of(text), pad;

	pad = t->widths[i] > width ? t->widths[i] - width : 0;
	if (right)
		printf("%*s", (int)pad, "");
	fputs(text, stdout);
	if (i + 1 < t->columns)
		printf("%*s", (int)(right ? 2 : pad + 2), "");
	else
		putchar('\n');
}

static bool
is_right(enum out_kind kind)
{
	return kind == OUT_NUMBER || kind == OUT_SPAN;
}

static void
flush_table(struct table *t, const struct out_column *c)
{
	const char *at = t->rows.at;
	size_t i;

	for (i = 0; i < t->columns; i++)
		print_cell(t, i, c[i].name, is_right(c[i].kind));
	for (; t->held > 0; t->held--)
		for (i = 0; i < t->columns; i++) {
			print_cell(t, i, at, is_right(c[i].kind));
			at += strlen(at) + 1;
		}
	t->rows.len = 0;
}

/* The value as eyes want it. */
static void
add_cell(struct buffer *row, const char *text, enum out_kind kind)
{
	size_t from = row->len, at, width;

	if (kind == OUT_FLAG && text[0]) {
		buffer_str(row, text[0] == 't' ? "yes" : "no");
	} else if (kind == OUT_MOMENT && text[0]) {
		buffer_printf(row, "%.10s %.8s", text, text + 11);
	} else {
		safe_add(row, text);
		for (at = from, width = 0; at < row->len; at++) {
			width += ((unsigned char)row->at[at] & 0xc0) != 0x80;
			if (width > CELL_MAX)
				break;
		}
		if (at < row->len) {
			row->len = at;
			buffer_str(row, "\xe2\x80\xa6");
		}
	}
}

static void
hold_row(struct table *t, struct query *q, const struct out_column *c)
{
	struct buffer value = { 0 };
	size_t i;

	for (i = 0; i < t->columns; i++) {
		size_t from = t->rows.len, width;

		add_cell(&t->rows, value_text(&value, q, (int)i, c[i].kind),
			 c[i].kind);
		buffer_add(&t->rows, "", 1);
		width = width_of(t->rows.at + from);
		if (width > t->widths[i] && t->widths[i] < WIDTH_MAX)
			t->widths[i] = width < WIDTH_MAX ? width : WIDTH_MAX;
	}
	t->held++;
	buffer_free(&value);
}

static long
print_table(struct query *q, const struct out_column *c, size_t columns)
{
	struct table t = { .columns = columns };
	bool flushed = false;
	long rows = 0;
	size_t i;
	int step;

	t.widths = calloc(columns, sizeof *t.widths);
	if (!t.widths)
		die(EXIT_AGAIN, "a table:");
	for (i = 0; i < columns; i++)
		t.widths[i] = strlen(c[i].name);
	while ((step = query_step(q)) == 1) {
		hold_row(&t, q, c);
		rows++;
		if (!flushed && t.held < LOOK_AHEAD)
			continue;
		if (!flushed)
			flush_table(&t, c);
		flushed = true;
		for (; t.held > 0; t.held = 0) {
			const char *at = t.rows.at;

			for (i = 0; i < columns; at += strlen(at) + 1, i++)
				print_cell(&t, i, at, is_right(c[i].kind));
			t.rows.len = 0;
		}
	}
	if (!flushed)
		flush_table(&t, c);
	free(t.widths);
	buffer_free(&t.rows);
	return step < 0 ? -1 : rows;
}

long
out_rows(struct query *q, const struct out_column *c, size_t columns,
	 enum out_as as)
{
	long rows = 0;
	size_t i;
	int step;

	if (as == OUT_TABLE)
		return print_table(q, c, columns);
	if (as == OUT_CSV) {
		for (i = 0; i < columns; i++)
			printf("%s%s", i ? "," : "", c[i].name);
		fputs("\r\n", stdout);
	}
	for (; (step = query_step(q)) == 1; rows++)
		if (as == OUT_JSON)
			print_json(q, c, columns);
		else
			print_csv(q, c, columns);
	return step < 0 ? -1 : rows;
}
