/* cell_format - a value of a row as text, by the kind of its column. */
#ifndef ECHOAPP_CELL_FORMAT_H
#define ECHOAPP_CELL_FORMAT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "csv_text.h"

enum cell_kind {
	CELL_TEXT,
	CELL_NUMBER,
	CELL_FLAG,	/* true or false */
	CELL_TIMESTAMP, /* microseconds since the epoch, as RFC 3339: in JSON
			 * UTC, else in the zone with its offset */
	CELL_DURATION,	/* microseconds, as seconds with three decimals */

	/*
	 * Texts of call records that are not stored as texts.  The last two
	 * columns of the query are the call's identity and time of birth.
	 */
	CELL_UNIQUEID,	/* of those; the column is not read */
	CELL_LINKED_ID, /* another uniqueid; NULL: the same */
	CELL_NODE,	/* of a connection's id, "node session" */
	CELL_SESSION,	/* of the same */
};

struct cell_column {
	const char *name;
	enum cell_kind kind;
};

/* Is the value a text? */
bool cell_format_is_text(enum cell_kind);

/* The text of such a value, good until the next call; NULL for NULL. */
const char *cell_format_text(struct sql_query *, int column, enum cell_kind);

/* Appends the value unquoted; nothing for NULL. */
void cell_format_plain(struct buffer *, struct sql_query *, int column,
		       enum cell_kind);

/* Appends the value as a field of CSV (RFC 4180); nothing for NULL. */
void cell_format_csv(struct buffer *, struct sql_query *, int column,
		     enum cell_kind, enum csv_style);

/* Appends the value as JSON. */
void cell_format_json(struct buffer *, struct sql_query *, int column,
		      enum cell_kind);

#endif
