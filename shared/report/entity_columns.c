/* entity_columns - the columns of an entity for readers, and their SQL. */

#include "entity_columns.h"

#include "index/reused_id.h"

/* The fields of a call that a call record has are called as there (cdr.c). */
#define COLUMNS(id)                                                            \
	{                                                                      \
		{ id, CELL_TEXT }, { "src", CELL_TEXT }, { "dst", CELL_TEXT }, \
		    { "clid", CELL_TEXT }, { "direction", CELL_TEXT },         \
		    { "status", CELL_TEXT }, { "live", CELL_FLAG },            \
		    { "start", CELL_TIMESTAMP }, { "first", CELL_TIMESTAMP },  \
		    { "answer", CELL_TIMESTAMP }, { "end", CELL_TIMESTAMP },   \
		    { "last", CELL_TIMESTAMP }, { "app", CELL_TEXT },          \
		    { "info", CELL_TEXT }, { "rule", CELL_TEXT },              \
		    { "connection", CELL_TEXT }, { "steps", CELL_NUMBER },     \
		    { "transferred_by", CELL_TEXT },                           \
		    { "transferred_to", CELL_TEXT },                           \
		    { "transfer", CELL_TEXT }, { "over", CELL_TIMESTAMP },     \
	}

static const struct cell_column call_columns[ENTITY_COLUMNS] =
    COLUMNS("callid");
static const struct cell_column other_columns[ENTITY_COLUMNS] = COLUMNS("id");

const struct cell_column *
entity_columns(enum entity_kind kind)
{
	return kind == ENTITY_CALL ? call_columns : other_columns;
}

/* Only calls and messages have a direction. */
const char *
entity_columns_select(enum entity_kind kind)
{
#define BEFORE_STATUS REUSED_ID_NAME_SQL ", src, dst, clid, "
#define AFTER_STATUS                                                           \
	", live, begin, first, answer, CASE WHEN NOT live THEN stop END,"      \
	" last, app,"                                                          \
	" info, rule, (SELECT c.id FROM connection AS c"                       \
	" WHERE c.row = e.connection), steps"
#define OVER ", " ENTITY_OVER_SINCE_SQL
#define NO_TRANSFER ", NULL, NULL, NULL" OVER
	switch (kind) {
	case ENTITY_CALL:
		return BEFORE_STATUS
		    "direction, " ENTITY_STATUS_SQL AFTER_STATUS
		    ", transferred_by, transferred_to, transfer" OVER;
	case ENTITY_MESSAGE:
		return BEFORE_STATUS
		    "direction, " MESSAGE_STATUS_SQL AFTER_STATUS NO_TRANSFER;
	case ENTITY_REGISTRATION:
		return "id, " REGISTRATION_ACCOUNT_SQL("src")
		    REGISTRATION_ACCOUNT_SQL("dst") REGISTRATION_ACCOUNT_SQL(
			"clid") "NULL, " ENTITY_STATUS_SQL AFTER_STATUS
			NO_TRANSFER;
	default:
		return BEFORE_STATUS
		    "NULL, " ENTITY_STATUS_SQL AFTER_STATUS NO_TRANSFER;
	}
}
