/* out - rows of a query, as a person, a program or a spreadsheet wants them. */

#include "out.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "json.h"
#include "safe.h"
#include "table.h"

static void
print(struct buffer *line)
{
	fwrite(line->at, 1, line->len, stdout);
	line->len = 0;
}

/* The names as JSON, with what stands around them: {"src": and ,"dst": */
struct keys {
	struct buffer text;
	size_t *ends;
};

static void
make_keys(struct keys *k, const struct out_column *c, size_t columns)
{
	size_t i;

	*k = (struct keys){ .ends = calloc(columns, sizeof *k->ends) };
	if (!k->ends)
		die(EXIT_AGAIN, "names of columns:");
	for (i = 0; i < columns; i++) {
		buffer_str(&k->text, i ? "," : "{");
		json_add_string(&k->text, c[i].name, strlen(c[i].name));
		buffer_str(&k->text, ":");
		k->ends[i] = k->text.len;
	}
}

static void
add_json_text(struct buffer *line, const char *text)
{
	static struct buffer said;

	if (!text)
		return;
	said.len = 0;
	json_add_string(&said, text, strlen(text));
	safe_add_json(line, said.at, said.len);
}

static void
add_json_value(struct buffer *line, struct query *q, int column,
	       enum out_kind kind)
{
	size_t from = line->len;

	if (kind == OUT_TEXT) {
		add_json_text(line, query_text(q, column));
	} else if (kind == OUT_MOMENT && !query_is_null(q, column)) {
		buffer_add(line, "\"", 1);
		column_add(line, q, column, kind);
		buffer_add(line, "\"", 1);
	} else {
		column_add(line, q, column, kind);
	}
	if (line->len == from)
		buffer_add(line, "null", 4);
}

static long
print_json(struct query *q, const struct out_column *c, size_t columns)
{
	struct buffer line = { 0 };
	struct keys keys;
	long rows = 0;
	int step;

	make_keys(&keys, c, columns);
	for (; (step = query_step(q)) == 1; rows++) {
		size_t i, from = 0;

		for (i = 0; i < columns; from = keys.ends[i++]) {
			buffer_add(&line, keys.text.at + from,
				   keys.ends[i] - from);
			add_json_value(&line, q, (int)i, c[i].kind);
		}
		buffer_add(&line, "}\n", 2);
		print(&line);
	}
	free(keys.ends);
	buffer_free(&keys.text);
	buffer_free(&line);
	return step < 0 ? -1 : rows;
}

/* A file gets what was sent; a terminal is another matter. */
static void
add_csv_value(struct buffer *line, struct query *q, int column,
	      enum out_kind kind, bool shown)
{
	static struct buffer said;
	const char *text = kind == OUT_TEXT ? query_text(q, column) : NULL;

	if (kind != OUT_TEXT)
		column_add(line, q, column, kind);
	if (!text)
		return;
	said.len = 0;
	if (shown) {
		safe_add(&said, text);
		buffer_add(&said, "", 1);
		text = said.at;
	}
	column_add_csv(line, text);
}

static long
print_csv(struct query *q, const struct out_column *c, size_t columns)
{
	struct buffer line = { 0 };
	bool shown = isatty(STDOUT_FILENO);
	long rows = 0;
	size_t i;
	int step;

	for (i = 0; i < columns; i++) {
		buffer_str(&line, i ? "," : "");
		buffer_str(&line, c[i].name);
	}
	buffer_str(&line, "\r\n");
	print(&line);
	for (; (step = query_step(q)) == 1; rows++) {
		for (i = 0; i < columns; i++) {
			if (i)
				buffer_add(&line, ",", 1);
			add_csv_value(&line, q, (int)i, c[i].kind, shown);
		}
		buffer_add(&line, "\r\n", 2);
		print(&line);
	}
	buffer_free(&line);
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
