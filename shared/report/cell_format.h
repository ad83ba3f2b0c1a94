/* cell_format - a value of a row as text, by the kind of its column. */
#ifndef ECHOAPP_CELL_FORMAT_H
#define ECHOAPP_CELL_FORMAT_H

#include "base/buffer.h"
#include "base/sql.h"

enum cell_kind {
	CELL_TEXT,
	CELL_NUMBER,
	CELL_FLAG,	/* true or false */
	CELL_TIMESTAMP, /* microseconds since the epoch, as RFC 3339 */
	CELL_DURATION,	/* microseconds, as seconds with three decimals */
};

struct cell_column {
	const char *name;
	enum cell_kind kind;
};

/* Appends the value unquoted; nothing for NULL. */
void cell_format_plain(struct buffer *, struct sql_query *, int column,
		       enum cell_kind);

/* Appends the value as a field of CSV (RFC 4180); nothing for NULL. */
void cell_format_csv(struct buffer *, struct sql_query *, int column,
		     enum cell_kind);

/* Appends the value as JSON. */
void cell_format_json(struct buffer *, struct sql_query *, int column,
		      enum cell_kind);

#endif
