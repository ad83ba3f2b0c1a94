/* schema - the tables of the index; for index.c. */
#ifndef ECHOAPP_SCHEMA_H
#define ECHOAPP_SCHEMA_H

#include "base/sql.h"
#include "entity.h"

/* user_version: another number is another layout, which is made anew. */
#define SCHEMA_VERSION 10

/*
 * The columns of an entity's table, for what is read and written.  Those that
 * rows are looked for by come first, and those that are listed, some of which
 * are worked out of the others: what stands before a column has to be walked
 * over.
 */
enum entity_column {
	COLUMN_ROW,
	COLUMN_CONNECTION,
	COLUMN_LIVE,
	COLUMN_UNENDED,
	COLUMN_FIRST,
	COLUMN_LAST,
	COLUMN_EXPIRES,
	COLUMN_ID,
	COLUMN_FIRST_TEXT,
	COLUMN_STATUS = COLUMN_FIRST_TEXT + TEXTS,
	COLUMN_STAGE,
	COLUMN_SINCE,
	COLUMN_BEGUN,
	COLUMN_ANSWERED,
	COLUMN_WAS_UP,
	COLUMN_TRIED,
	COLUMN_ENDED,
	COLUMN_CUT,
	COLUMN_INCOMING,
	COLUMN_HUNG_UP,
	COLUMN_DENIED,
	COLUMN_REFUSED,
	COLUMN_STEPS,
	COLUMN_HAS_SLOTS,
	COLUMN_RANKS,
	COLUMN_HISTORY,
	COLUMNS
};

/* Before a table's name: those above, and in their order. */
const char *schema_select(void);

/*
 * Makes all tables, in an empty file; and what many rows are added to faster
 * without.  Within a transaction; 0 or -1.
 */
int schema_create(struct sql *);
int schema_create_indexes(struct sql *);

#endif
