/* print_rows - prints the rows of a query as a table, JSON or CSV. */

#include "print_rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "print_table.h"
#include "progress_bar.h"
#include "report/escape.h"
#include "report/row_format.h"

/* Output is written in chunks of about this size; bytes. */
#define OUTPUT_CHUNK ((size_t)32 * 1024)

/* So many rows are counted at once: the clock is not read for each. */
#define ROWS_COUNTED 1000

struct printing {
	const struct cell_column *columns;
	size_t count;
	bool is_terminal;
	struct buffer line, lines;
	struct progress_bar *bar; /* NULL: none */
	long rows;
};

static void
flush_lines(struct buffer *lines)
{
	if (lines->len)
		fwrite(lines->at, 1, lines->len, stdout);
	lines->len = 0;
}

static void
count_row(struct printing *p)
{
	p->rows++;
	if (p->bar && p->rows % ROWS_COUNTED == 0)
		progress_bar_add(p->bar, ROWS_COUNTED);
}

static void
add_json(struct sql_query *q, void *arg)
{
	struct printing *p = arg;

	p->line.len = 0;
	row_format_json(&p->line, q, p->columns, p->count);
	escape_add_json(&p->lines, p->line.at, p->line.len);
	buffer_add(&p->lines, "\n", 1);
	count_row(p);
	if (p->lines.len > OUTPUT_CHUNK)
		flush_lines(&p->lines);
}

/* Replaces a line of CSV by what is safe to send to a terminal. */
static void
escape_line(struct buffer *line)
{
	struct buffer escaped = { 0 };

	line->len -= strlen("\r\n");
	buffer_add(line, "", 1);
	escape_add(&escaped, line->at);
	line->len = 0;
	buffer_add(line, escaped.at, escaped.len);
	buffer_str(line, "\r\n");
	buffer_free(&escaped);
}

static void
add_csv(struct sql_query *q, void *arg)
{
	struct printing *p = arg;

	row_format_csv(&p->lines, q, p->columns, p->count, CSV_EXACT);
	count_row(p);
	if (p->is_terminal)
		escape_line(&p->lines);
	if (p->is_terminal || p->lines.len > OUTPUT_CHUNK)
		flush_lines(&p->lines);
}

static void
add_names(struct printing *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		buffer_str(&p->lines, i ? "," : "");
		buffer_str(&p->lines, p->columns[i].name);
	}
	buffer_str(&p->lines, "\r\n");
	flush_lines(&p->lines);
}

static long
print_lines(struct sql_query *q, const struct cell_column *c, size_t columns,
	    enum print_format as, struct progress_bar *bar)
{
	struct printing p = {
		.columns = c,
		.count = columns,
		.is_terminal = isatty(STDOUT_FILENO),
		.bar = isatty(STDOUT_FILENO) ? NULL : bar,
	};
	long rows;

	if (as == PRINT_CSV)
		add_names(&p);
	rows = sql_query_each(q, as == PRINT_CSV ? add_csv : add_json, &p);
	flush_lines(&p.lines);
	buffer_free(&p.lines);
	buffer_free(&p.line);
	return rows;
}

long
print_rows(struct sql_query *q, const struct cell_column *c, size_t columns,
	   enum print_format as, struct progress_bar *bar)
{
	return as == PRINT_TABLE ? print_table(q, c, columns)
				 : print_lines(q, c, columns, as, bar);
}
