/* column - a value of a row in words, by what its column holds. */
#ifndef ECHOAPP_COLUMN_H
#define ECHOAPP_COLUMN_H

#include "base/buffer.h"
#include "base/sql.h"

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

/* Appends the value as programs read it, a text as it is; nothing for NULL. */
void column_add(struct buffer *, struct query *, int column, enum out_kind);

/* The same as RFC 4180 has it: a quote is doubled, what holds one quoted. */
void column_add_csv(struct buffer *, struct query *, int column, enum out_kind);

/* The same as JSON; null for NULL. */
void column_add_json(struct buffer *, struct query *, int column,
		     enum out_kind);

#endif
