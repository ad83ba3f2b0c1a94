/* schema - the tables of the index; for index.c. */
#ifndef ECHOAPP_SCHEMA_H
#define ECHOAPP_SCHEMA_H

#include "entity.h"
#include "sql.h"

/* user_version: another number is another layout, which is made anew. */
#define LAYOUT 6

/* The columns of an entity's table, for what is read and written. */
enum column {
	ROW,
	CONNECTION_ROW,
	ID,
	FIRST_TEXT,
	STATUS = FIRST_TEXT + TEXTS,
	STAGE,
	SINCE,
	FIRST,
	LAST,
	BEGUN,
	ANSWERED,
	WAS_UP,
	TRIED,
	ENDED,
	CUT,
	INCOMING,
	HUNG_UP,
	DENIED,
	HISTORY,
	STEPS,
	MARKS,
	PLACES,
	LIVE,
	EXPIRES,
	REFUSED,
	UNENDED,
	COLUMNS
};

/* Makes all tables, in an empty file and within a transaction; 0 or -1. */
int schema_create(struct sql *);

/*
 * The indexes of a kind's table that many rows are added to faster without:
 * drops them, or makes those that are missing; 0 or -1.
 */
int schema_unindex(struct sql *, const char *name);
int schema_index(struct sql *, const char *name);

#endif
