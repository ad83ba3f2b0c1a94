/* refusals - where the journal has lines with another status than 200. */

#include "refusals.h"

#include <stdlib.h>

#include "index_query.h"

int
refusals_add(struct index *ix, const char *file, int64_t offset,
	     const struct journal_line *line)
{
	struct sql_query *q;

	if (line->status == 200)
		return 0;
	q = index_query(ix, QUERY_ADD_REFUSAL, 0,
			"INSERT OR IGNORE INTO refusal VALUES (?,?)", NULL);
	if (!q)
		return -1;
	sql_query_set_number(q, 1, strtoll(file, NULL, 10));
	sql_query_set_number(q, 2, offset);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
refusals_read(struct index *ix, struct refusal_place before,
	      struct refusal_place *into, int max)
{
	struct sql_query *q =
	    sql_prepare(index_sql(ix),
			"SELECT day, offset FROM refusal WHERE (day, offset) <"
			" (?, ?) ORDER BY day DESC, offset DESC LIMIT %d",
			max);
	int step = -1, n = 0;

	if (q) {
		sql_query_set_number(q, 1, before.day);
		sql_query_set_number(q, 2, before.offset);
		while (n < max && (step = sql_query_step(q)) == 1)
			into[n++] =
			    (struct refusal_place){ sql_query_number(q, 0),
						    sql_query_number(q, 1) };
	}
	sql_query_free(q);
	return step < 0 ? index_failed(ix, "read") : n;
}
