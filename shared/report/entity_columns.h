/* entity_columns - what readers are told of an entity, and how it is asked for.
 */
#ifndef ECHOAPP_ENTITY_COLUMNS_H
#define ECHOAPP_ENTITY_COLUMNS_H

#include "cell_format.h"
#include "protocol/entity_kind.h"

/*
 * The status in words: of what is not live and did not end of itself, it is
 * what became of it.
 */
#define ENTITY_STATUS_SQL                                                      \
	"CASE WHEN refused THEN 'DENIED' WHEN stale THEN 'STALE'"              \
	" WHEN live OR cut IS NULL THEN status ELSE 'CUT' END"

/* Of a message, which is not live. */
#define MESSAGE_STATUS_SQL "CASE WHEN refused THEN 'DENIED' ELSE status END"

#define ENTITY_COLUMNS 17

/*
 * The columns of an entity in the API, and the SQL expressions that give them,
 * from a table that the query calls e.
 */
extern const struct cell_column entity_columns[ENTITY_COLUMNS];
const char *entity_columns_select(enum entity_kind);

#endif
