/* cdr_rows - the call records, in columns that stay what they are. */

#include "cdr.h"

const struct out_column cdr_columns[CDR_COLUMNS] = {
	{ "src", OUT_TEXT },	     { "dst", OUT_TEXT },
	{ "dcontext", OUT_TEXT },    { "clid", OUT_TEXT },
	{ "direction", OUT_TEXT },   { "start", OUT_MOMENT },
	{ "answer", OUT_MOMENT },    { "end", OUT_MOMENT },
	{ "duration", OUT_SPAN },    { "billsec", OUT_SPAN },
	{ "disposition", OUT_TEXT }, { "uniqueid", OUT_TEXT },
	{ "hangup", OUT_TEXT },	     { "info", OUT_TEXT },
	{ "rule", OUT_TEXT },
};

struct query *
cdr_ask(struct sql *db, moment since, moment until)
{
	struct buffer names = { 0 };
	struct query *q;
	size_t i;

	for (i = 0; i < CDR_COLUMNS; i++)
		buffer_printf(&names, "%s\"%s\"", i ? ", " : "",
			      cdr_columns[i].name);
	buffer_add(&names, "", 1);
	/* By the column that has an index; a call begins with its first line,
	 * or, when that came late, before. */
	q = sql_prepare(db,
			"SELECT %s FROM cdr WHERE first >= ?1 AND first < ?2"
			" ORDER BY first, row",
			names.at);
	buffer_free(&names);
	if (!q)
		return NULL;
	query_set(q, 1, since);
	query_set(q, 2, until);
	return q;
}
