/* ledger_known - how much of which ledger an index knows. */

#include "ledger_known.h"

#include <stdio.h>

#include "index_query.h"

int
ledger_known_read(struct ledger_known *k, struct index *ix)
{
	struct sql_query *q =
	    sql_prepare(index_sql(ix), "SELECT id, size, last FROM ledger");
	int step;

	*k = (struct ledger_known){ .id = "0" };
	if (!q)
		return index_failed(ix, "query");
	step = sql_query_step(q);
	if (step == 1) {
		snprintf(k->id, sizeof k->id, "%s", sql_query_text(q, 0));
		k->size = sql_query_number(q, 1);
		k->last = sql_query_number(q, 2);
	}
	sql_query_free(q);
	return step < 0 ? index_failed(ix, "read") : step;
}

int
ledger_known_write(struct index *ix, const struct ledger *l)
{
	return sql_exec(index_sql(ix),
			"REPLACE INTO ledger VALUES (0, '%s', %lld, %lld)",
			l->id, (long long)l->size, (long long)l->last)
		   ? index_failed(ix, "write to")
		   : 0;
}
