/* entity_columns - the columns of an entity for readers, and their SQL. */
#ifndef ECHOAPP_ENTITY_COLUMNS_H
#define ECHOAPP_ENTITY_COLUMNS_H

#include "cell_format.h"
#include "protocol/entity_kind.h"

/*
 * SQL for the status: DENIED, STALE or CUT where an entity did not end by a
 * hook of its own; HANGUP if no hook told the end that a client asked for.
 */
#define ENTITY_STATUS_SQL                                                      \
	"CASE WHEN refused THEN 'DENIED' WHEN stale THEN 'STALE'"              \
	" WHEN unended AND NOT live THEN 'HANGUP'"                             \
	" WHEN live OR cut IS NULL THEN status ELSE 'CUT' END"

/* The same for a message, which is never live. */
#define MESSAGE_STATUS_SQL "CASE WHEN refused THEN 'DENIED' ELSE status END"

/*
 * SQL for the account of a registration: its hooks do not name the account;
 * connect did.
 */
#define REGISTRATION_ACCOUNT_SQL(column)                                       \
	"coalesce(" column ", (SELECT c." column " FROM connection AS c"       \
	" WHERE c.row = e.connection)), "

#define ENTITY_COLUMNS 21

/* SQL: is it live, and longer than a rule allows? */
#define ENTITY_OVER_SQL                                                        \
	"(live AND over_at <="                                                 \
	" CAST((julianday('now') - 2440587.5) * 86400e6 AS INTEGER))"

/* SQL: since when it has been that; NULL: it is not. */
#define ENTITY_OVER_SINCE_SQL "CASE WHEN " ENTITY_OVER_SQL " THEN over_at END"

/*
 * The columns of an entity in the API, and the SQL expressions for them, from
 * a table that the query calls e.
 */
const struct cell_column *entity_columns(enum entity_kind);
const char *entity_columns_select(enum entity_kind);

#endif
