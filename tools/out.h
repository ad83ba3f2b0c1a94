/*
 * out - rows of a query, as a person, a program or a spreadsheet wants them.
 *
 * In a table, columns are aligned and times end at the second.  Nothing from
 * the network reaches a terminal unescaped: control characters are shown, not
 * sent.
 */
#ifndef ECHOAPP_OUT_H
#define ECHOAPP_OUT_H

#include <stddef.h>

#include "sql.h"

enum out_as { OUT_TABLE, OUT_JSON, OUT_CSV };

/* What a column holds. */
enum out_kind {
	OUT_TEXT,
	OUT_NUMBER,
	OUT_FLAG,   /* yes or no; true or false for programs */
	OUT_MOMENT, /* microseconds since the epoch: RFC 3339 */
	OUT_SPAN,   /* microseconds: seconds, with three digits */
};

struct out_column {
	const char *name;
	enum out_kind kind;
};

/* Prints all rows of a query, whose columns are these; how many, or -1. */
long out_rows(struct query *, const struct out_column *, size_t columns,
	      enum out_as);

/* Prints text that came from the network, for a terminal. */
void out_text(const char *);

#endif
