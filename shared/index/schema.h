/* schema - the tables of the index; for index.c. */
#ifndef ECHOAPP_SCHEMA_H
#define ECHOAPP_SCHEMA_H

#include "base/sql.h"
#include "entity.h"

/* user_version: another number is another layout, which is made anew. */
#define LAYOUT 10

/*
 * The columns of an entity's table, for what is read and written.  Those that
 * rows are looked for by come first, and those that are listed, some of which
 * are worked out of the others: what stands before a column has to be walked
 * over.
 */
enum column {
	ROW,
	CONNECTION_ROW,
	LIVE,
	UNENDED,
	FIRST,
	LAST,
	EXPIRES,
	ID,
	FIRST_TEXT,
	STATUS = FIRST_TEXT + TEXTS,
	STAGE,
	SINCE,
	BEGUN,
	ANSWERED,
	WAS_UP,
	TRIED,
	ENDED,
	CUT,
	INCOMING,
	HUNG_UP,
	DENIED,
	REFUSED,
	STEPS,
	PLACES,
	MARKS,
	HISTORY,
	COLUMNS
};

/* Before a table's name: those above, and in their order. */
const char *schema_load(void);

/*
 * Makes all tables, in an empty file; and what many rows are added to faster
 * without.  Within a transaction; 0 or -1.
 */
int schema_create(struct sql *);
int schema_finish(struct sql *);

#endif
