/* counts - how much there is of everything, from the index. */

#include "counts.h"

#include <stdio.h>
#include <time.h>

#include "index/time_series.h"

/* Along an index that has no others in it. */
static int64_t
count(struct sql *db, enum entity_kind kind, const char *index,
      const char *condition)
{
	const char *name = entity_kind_names[kind];
	char query[256];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s INDEXED BY %s_%s WHERE %s", name,
		 name, index, condition);
	return sql_number(db, query);
}

static int
read_tallies(struct counts *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT"
		" coalesce(sum(iif(status = 200, count, 0)), 0),"
		" coalesce(sum(iif(status <> 200 AND hook <> '', count, 0)),"
		" 0), coalesce(sum(warnings), 0), coalesce(sum(lost), 0),"
		" coalesce(sum(iif(hook = '', count, 0)), 0) FROM hook_count");
	int step = q ? sql_query_step(q) : -1;

	if (step == 1) {
		c->answered = sql_query_number(q, 0);
		c->refused = sql_query_number(q, 1);
		c->warnings = sql_query_number(q, 2);
		c->lost = sql_query_number(q, 3);
		c->unreadable = sql_query_number(q, 4);
	}
	sql_query_free(q);
	return step == 1 ? 0 : -1;
}

int
counts_read(struct counts *c, struct sql *db)
{
	char query[160];
	enum entity_kind kind;

	*c = (struct counts){ 0 };
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		if (kind == ENTITY_MESSAGE)
			continue;
		c->live[kind] = count(db, kind, "live", "live");
		c->stale[kind] = count(db, kind, "stale", "stale");
		if (c->live[kind] < 0 || c->stale[kind] < 0)
			return -1;
	}
	snprintf(query, sizeof query,
		 "SELECT coalesce(sum(count), 0) FROM series"
		 " WHERE unit = %d AND begin = %lld",
		 SERIES_MINUTE, (long long)(time(NULL) / 60 * 60 - 60));
	c->last_minute = sql_number(db, query);
	return read_tallies(c, db);
}
