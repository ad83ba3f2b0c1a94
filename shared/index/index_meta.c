/* index_told - what the index knows of the journal: how far, when, how many. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "index_query.h"

int
index_add_tally(struct index *ix, const struct tally *t)
{
	struct query *q = index_ask(
	    ix, ADD_TALLY, 0,
	    "INSERT INTO tally VALUES (?,?,?,?,?,?,?,?)"
	    " ON CONFLICT DO UPDATE SET count = count + excluded.count,"
	    " odd = odd + excluded.odd, lost = lost + excluded.lost,"
	    " took = took + excluded.took,"
	    " last = max(last, excluded.last)",
	    NULL);

	if (!q)
		return -1;
	query_set_text(q, 1, t->hook);
	query_set(q, 2, t->status);
	query_set_text(q, 3, t->rule);
	query_set(q, 4, (int64_t)t->count);
	query_set(q, 5, (int64_t)t->odd);
	query_set(q, 6, (int64_t)t->lost);
	query_set(q, 7, (int64_t)t->took);
	query_set(q, 8, t->last);
	return query_do(q) ? index_failed(ix, "count in") : 0;
}

int
index_positions(struct index *ix, struct position **all)
{
	struct query *q = sql_prepare(
	    index_sql(ix),
	    "SELECT file, inode, offset, print FROM position ORDER BY file");
	int n = 0, step;

	*all = NULL;
	if (!q)
		return index_failed(ix, "ask");
	while ((step = query_step(q)) == 1) {
		struct position *p;

		*all = reallocarray(*all, (size_t)n + 1, sizeof **all);
		if (!*all)
			die(EXIT_AGAIN, "positions:");
		p = &(*all)[n++];
		snprintf(p->file, sizeof p->file, "%s", query_text(q, 0));
		p->inode = (ino_t)query_number(q, 1);
		p->offset = query_number(q, 2);
		p->print = query_number(q, 3);
	}
	query_free(q);
	return step < 0 ? index_failed(ix, "read") : n;
}

int
index_set_position(struct index *ix, const struct position *p)
{
	return sql_run(index_sql(ix),
		       "REPLACE INTO position VALUES ('%s', %llu, %lld, %lld)",
		       p->file, (unsigned long long)p->inode,
		       (long long)p->offset, (long long)p->print)
		   ? index_failed(ix, "write to")
		   : 0;
}

bool
index_distrust(struct index *ix)
{
	if (!sql_is_broken(index_sql(ix)))
		return false;
	/* Brought up to date when time ends, it is of no day. */
	sql_run(index_sql(ix),
		"DELETE FROM position;"
		"REPLACE INTO clock VALUES (0, %" PRId64 ")",
		INT64_MAX);
	return true;
}

bool
index_is_distrusted(struct index *ix)
{
	return index_clock(ix) == INT64_MAX;
}

moment
index_clock(struct index *ix)
{
	int64_t last = sql_number(index_sql(ix),
				  "SELECT coalesce(max(last), -1) FROM clock");

	return last < 0 ? NEVER : last;
}

int
index_set_clock(struct index *ix, moment now)
{
	return sql_run(index_sql(ix), "REPLACE INTO clock VALUES (0, %lld)",
		       (long long)now)
		   ? index_failed(ix, "write to")
		   : 0;
}
