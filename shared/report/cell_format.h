/* column - a value of a row in words, by what its column holds. */
#ifndef ECHOAPP_CELL_FORMAT_H
#define ECHOAPP_CELL_FORMAT_H

#include "base/buffer.h"
#include "base/sql.h"

/* What a column holds. */
enum cell_kind {
	CELL_TEXT,
	CELL_NUMBER,
	CELL_FLAG,	/* yes or no; true or false for programs */
	CELL_TIMESTAMP, /* microseconds since the epoch: RFC 3339 */
	CELL_DURATION,	/* microseconds: seconds, with three digits */
};

struct cell_column {
	const char *name;
	enum cell_kind kind;
};

/* Appends the value as programs read it, a text as it is; nothing for NULL. */
void cell_format_plain(struct buffer *, struct sql_query *, int column,
		       enum cell_kind);

/* The same as RFC 4180 has it: a quote is doubled, what holds one quoted. */
void cell_format_csv(struct buffer *, struct sql_query *, int column,
		     enum cell_kind);

/* The same as JSON; null for NULL. */
void cell_format_json(struct buffer *, struct sql_query *, int column,
		      enum cell_kind);

#endif
