/* cdr - call detail records: one row for each call whose record is final. */

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
	{ "uniqueid", CELL_UNIQUEID },
	{ "hangup", CELL_TEXT },
	{ "info", CELL_TEXT },
	{ "rule", CELL_TEXT },
	{ "transferred_by", CELL_TEXT },
	{ "transferred_to", CELL_TEXT },
	{ "transfer", CELL_TEXT },
	{ "callid", CELL_TEXT },
	{ "node", CELL_NODE },
	{ "session", CELL_SESSION },
	{ "app", CELL_TEXT },
	{ "linkedid", CELL_LINKED_ID },
	{ "revision", CELL_NUMBER },
	{ "recorded", CELL_TIMESTAMP },
};

/* Appends what the query returns for the column. */
static void
add_expression(struct buffer *sql, const struct cell_column *c)
{
	switch (c->kind) {
	case CELL_UNIQUEID:
		buffer_str(sql, "NULL, ");
		break;
	case CELL_LINKED_ID:
		buffer_str(sql, "linked, ");
		break;
	case CELL_NODE:
	case CELL_SESSION:
		buffer_str(sql, "holder, ");
		break;
	default:
		buffer_printf(sql, "\"%s\", ", c->name);
	}
}

struct sql_query *
cdr_prepare(struct sql *db, timestamp since, timestamp until)
{
	struct buffer names = { 0 };
	struct sql_query *q;
	size_t i;

	for (i = 0; i < CDR_COLUMNS; i++)
		add_expression(&names, &cdr_columns[i]);
	buffer_add(&names, "", 1);
	q = sql_prepare(db,
			"SELECT %sidentity, birth FROM cdr WHERE recorded >= ?1"
			" AND recorded < ?2 ORDER BY recorded, row",
			names.at);
	buffer_free(&names);
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, since);
	sql_query_set_number(q, 2, until);
	return q;
}
