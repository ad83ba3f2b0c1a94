/* entity_columns - what readers are told of an entity. */

#include "entity_columns.h"

const struct out_column entity_columns[ENTITY_COLUMNS] = {
	{ "id", OUT_TEXT },	   { "src", OUT_TEXT },
	{ "dst", OUT_TEXT },	   { "clid", OUT_TEXT },
	{ "direction", OUT_TEXT }, { "status", OUT_TEXT },
	{ "live", OUT_FLAG },	   { "start", OUT_MOMENT },
	{ "first", OUT_MOMENT },   { "answered", OUT_MOMENT },
	{ "end", OUT_MOMENT },	   { "last", OUT_MOMENT },
	{ "app", OUT_TEXT },	   { "info", OUT_TEXT },
	{ "rule", OUT_TEXT },	   { "connection", OUT_TEXT },
	{ "steps", OUT_NUMBER },
};

/*
 * A message is not live, and has the status that was last told; who connects
 * has no direction.
 */
const char *
entity_select(enum about about)
{
#define BEFORE "id, src, dst, clid, "
/* What is told of a registration does not say whose it is. */
#define OF_CONNECTION(column)                                                  \
	"coalesce(" column ", (SELECT c." column " FROM connection AS c"       \
	" WHERE c.row = e.connection)), "
#define BEHIND                                                                 \
	", live, coalesce(begun, first), first, answered,"                     \
	" coalesce(ended, cut, CASE WHEN NOT live THEN last END), last, app,"  \
	" info, rule, (SELECT c.id FROM connection AS c"                       \
	" WHERE c.row = e.connection), steps"
	switch (about) {
	case CALL:
		return BEFORE "direction, " LIST_STATUS BEHIND;
	case MESSAGE:
		return BEFORE "direction, " LIST_STATUS_OF_MESSAGE BEHIND;
	case REGISTRATION:
		return "id, " OF_CONNECTION("src") OF_CONNECTION("dst")
		    OF_CONNECTION("clid") "NULL, " LIST_STATUS BEHIND;
	default:
		return BEFORE "NULL, " LIST_STATUS BEHIND;
	}
}
