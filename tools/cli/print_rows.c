/* print_rows - prints the rows of a query as a table, JSON or CSV. */

#include "print_rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "print_table.h"
#include "report/escape.h"
#include "report/row_format.h"

/* Output is written in chunks of about this size; bytes. */
#define OUTPUT_CHUNK ((size_t)32 * 1024)

static void
flush_lines(struct buffer *lines)
{
	if (lines->len)
		fwrite(lines->at, 1, lines->len, stdout);
	lines->len = 0;
}

static long
print_json(struct sql_query *q, const struct cell_column *c, size_t columns)
{
	struct buffer line = { 0 }, lines = { 0 };
	long rows = 0;
	int step;

	for (; (step = sql_query_step(q)) == 1; rows++) {
		line.len = 0;
		row_format_json(&line, q, c, columns);
		escape_add_json(&lines, line.at, line.len);
		buffer_add(&lines, "\n", 1);
		if (lines.len > OUTPUT_CHUNK)
			flush_lines(&lines);
	}
	flush_lines(&lines);
	buffer_free(&lines);
	buffer_free(&line);
	return step < 0 ? -1 : rows;
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

static long
print_csv(struct sql_query *q, const struct cell_column *c, size_t columns)
{
	bool is_terminal = isatty(STDOUT_FILENO);
	struct buffer lines = { 0 };
	long rows = 0;
	size_t i;
	int step;

	for (i = 0; i < columns; i++) {
		buffer_str(&lines, i ? "," : "");
		buffer_str(&lines, c[i].name);
	}
	buffer_str(&lines, "\r\n");
	flush_lines(&lines);
	for (; (step = sql_query_step(q)) == 1; rows++) {
		row_format_csv(&lines, q, c, columns, CSV_EXACT);
		if (is_terminal)
			escape_line(&lines);
		if (is_terminal || lines.len > OUTPUT_CHUNK)
			flush_lines(&lines);
	}
	flush_lines(&lines);
	buffer_free(&lines);
	return step < 0 ? -1 : rows;
}

long
print_rows(struct sql_query *q, const struct cell_column *c, size_t columns,
	   enum print_format as)
{
	switch (as) {
	case PRINT_JSON:
		return print_json(q, c, columns);
	case PRINT_CSV:
		return print_csv(q, c, columns);
	case PRINT_TABLE:
		break;
	}
	return print_table(q, c, columns);
}
