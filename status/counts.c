/* counts - how much there is of everything, from the index. */

#include "counts.h"

#include <stdio.h>
#include <time.h>

#include "index/time_series.h"

/* Along an index that has no others in it. */
static int64_t
count(struct sql *db, enum about about, const char *index,
      const char *condition)
{
	const char *name = about_names[about];
	char query[256];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s INDEXED BY %s_%s WHERE %s", name,
		 name, index, condition);
	return sql_number(db, query);
}

static int
read_tallies(struct counts *c, struct sql *db)
{
	struct query *q = sql_prepare(
	    db, "SELECT"
		" coalesce(sum(iif(status = 200, count, 0)), 0),"
		" coalesce(sum(iif(status <> 200 AND hook <> '', count, 0)),"
		" 0), coalesce(sum(odd), 0), coalesce(sum(lost), 0),"
		" coalesce(sum(iif(hook = '', count, 0)), 0) FROM tally");
	int step = q ? query_step(q) : -1;

	if (step == 1) {
		c->answered = query_number(q, 0);
		c->refused = query_number(q, 1);
		c->odd = query_number(q, 2);
		c->lost = query_number(q, 3);
		c->unreadable = query_number(q, 4);
	}
	query_free(q);
	return step == 1 ? 0 : -1;
}

int
counts_read(struct counts *c, struct sql *db)
{
	char query[160];
	enum about about;

	*c = (struct counts){ 0 };
	for (about = 0; about < ABOUTS; about++) {
		if (about == MESSAGE)
			continue;
		c->live[about] = count(db, about, "live", "live");
		c->stale[about] = count(db, about, "stale", "stale");
		if (c->live[about] < 0 || c->stale[about] < 0)
			return -1;
	}
	snprintf(query, sizeof query,
		 "SELECT coalesce(sum(count), 0) FROM series"
		 " WHERE unit = %d AND begin = %lld",
		 SERIES_MINUTE, (long long)(time(NULL) / 60 * 60 - 60));
	c->last_minute = sql_number(db, query);
	return read_tallies(c, db);
}
