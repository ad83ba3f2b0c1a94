/* cdr - call detail records: one row for each call that has ended. */

#include "cdr.h"

const struct cell_column cdr_columns[CDR_COLUMNS] = {
	{ "src", CELL_TEXT },
	{ "dst", CELL_TEXT },
	{ "dcontext", CELL_TEXT },
	{ "clid", CELL_TEXT },
	{ "direction", CELL_TEXT },
	{ "start", CELL_TIMESTAMP },
	{ "answer", CELL_TIMESTAMP },
	{ "end", CELL_TIMESTAMP },
	{ "duration", CELL_DURATION },
	{ "billsec", CELL_DURATION },
	{ "disposition", CELL_TEXT },
	{ "uniqueid", CELL_TEXT },
	{ "hangup", CELL_TEXT },
	{ "info", CELL_TEXT },
	{ "rule", CELL_TEXT },
	{ "transferred_by", CELL_TEXT },
	{ "transferred_to", CELL_TEXT },
	{ "transfer", CELL_TEXT },
};

struct sql_query *
cdr_prepare(struct sql *db, timestamp since, timestamp until)
{
	struct buffer names = { 0 };
	struct sql_query *q;
	size_t i;

	for (i = 0; i < CDR_COLUMNS; i++)
		buffer_printf(&names, "%s\"%s\"", i ? ", " : "",
			      cdr_columns[i].name);
	buffer_add(&names, "", 1);
	/* `first` is the column that has an index; a call may have begun
	 * before its first hook, if that came late. */
	q = sql_prepare(db,
			"SELECT %s FROM cdr WHERE first >= ?1 AND first < ?2"
			" ORDER BY first, row",
			names.at);
	buffer_free(&names);
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, since);
	sql_query_set_number(q, 2, until);
	return q;
}
