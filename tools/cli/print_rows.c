/* out - rows of a query, as a person, a program or a spreadsheet wants them. */

#include "print_rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "print_table.h"
#include "report/escape.h"
#include "report/row_format.h"

/* What is printed at once; bytes. */
#define MUCH ((size_t)32 * 1024)

static void
print(struct buffer *lines)
{
	if (lines->len)
		fwrite(lines->at, 1, lines->len, stdout);
	lines->len = 0;
}

static long
print_json(struct query *q, const struct out_column *c, size_t columns)
{
	struct buffer line = { 0 }, lines = { 0 };
	long rows = 0;
	int step;

	for (; (step = query_step(q)) == 1; rows++) {
		line.len = 0;
		cells_json(&line, q, c, columns);
		safe_add_json(&lines, line.at, line.len);
		buffer_add(&lines, "\n", 1);
		if (lines.len > MUCH)
			print(&lines);
	}
	print(&lines);
	buffer_free(&lines);
	buffer_free(&line);
	return step < 0 ? -1 : rows;
}

/* A file gets what was sent; a terminal is another matter. */
static void
make_safe(struct buffer *line)
{
	struct buffer said = { 0 };

	line->len -= strlen("\r\n");
	buffer_add(line, "", 1);
	safe_add(&said, line->at);
	line->len = 0;
	buffer_add(line, said.at, said.len);
	buffer_str(line, "\r\n");
	buffer_free(&said);
}

static long
print_csv(struct query *q, const struct out_column *c, size_t columns)
{
	bool shown = isatty(STDOUT_FILENO);
	struct buffer lines = { 0 };
	long rows = 0;
	size_t i;
	int step;

	for (i = 0; i < columns; i++) {
		buffer_str(&lines, i ? "," : "");
		buffer_str(&lines, c[i].name);
	}
	buffer_str(&lines, "\r\n");
	print(&lines);
	for (; (step = query_step(q)) == 1; rows++) {
		cells_csv(&lines, q, c, columns);
		if (shown)
			make_safe(&lines);
		if (shown || lines.len > MUCH)
			print(&lines);
	}
	print(&lines);
	buffer_free(&lines);
	return step < 0 ? -1 : rows;
}

long
out_rows(struct query *q, const struct out_column *c, size_t columns,
	 enum out_as as)
{
	switch (as) {
	case OUT_JSON:
		return print_json(q, c, columns);
	case OUT_CSV:
		return print_csv(q, c, columns);
	case OUT_TABLE:
		break;
	}
	return table_print(q, c, columns);
}
