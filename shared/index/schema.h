/* schema - the tables of the index. */
#ifndef ECHOAPP_SCHEMA_H
#define ECHOAPP_SCHEMA_H

#include "base/sql.h"
#include "entity.h"

/* SQLite's user_version: an index with another number is rebuilt. */
#define SCHEMA_VERSION 18

/*
 * The columns of an entity's table.  Those of searches, lists and call records
 * come first, because SQLite walks over the columns before the one it reads.
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
	COLUMN_INSTANCE = COLUMN_FIRST_TEXT + TEXTS,

	/* What follows from the others: entity_outcome.h. */
	COLUMN_STOP,
	COLUMN_BEGIN,
	COLUMN_ANSWER,
	COLUMN_BILLSEC,
	COLUMN_DIRECTION,
	COLUMN_DISPOSITION,
	COLUMN_TRANSFERRED_BY,
	COLUMN_HANGUP,
	COLUMN_AFTER_OUTCOME,

	COLUMN_IDENTITY = COLUMN_AFTER_OUTCOME,
	COLUMN_BORN,
	COLUMN_RECORDED,
	COLUMN_REVISION,
	COLUMN_DIGEST,
	COLUMN_DUE,
	COLUMN_STATUS,
	COLUMN_STAGE,
	COLUMN_SINCE,
	COLUMN_BEGUN,
	COLUMN_REPORTED,
	COLUMN_ANSWERED,
	COLUMN_IN_CALL,
	COLUMN_WAS_UP,
	COLUMN_PROGRESSED,
	COLUMN_ENDED,
	COLUMN_CUT,
	COLUMN_INCOMING,
	COLUMN_HUNG_UP,
	COLUMN_DENIED_AT,
	COLUMN_REFUSED,
	COLUMN_STEPS,
	COLUMN_HAS_SLOTS,
	COLUMN_RANKS,
	COLUMN_OVER_AT,
	COLUMN_FACTS,
	COLUMN_FACTS_AT,
	COLUMN_HISTORY,
	COLUMNS
};

/*
 * "SELECT ... FROM " with those columns in that order, for a table's name; the
 * outcome is NULL, because an entity is loaded without it.
 */
const char *schema_select(void);

/*
 * Creates all tables in an empty file; then the indexes, without which a
 * rebuild adds rows faster.  Within a transaction; 0 or -1.
 */
int schema_create(struct sql *);
int schema_create_indexes(struct sql *);

#endif
