/* summary_counts - how much is live, and how many hooks there were. */

#include "summary_counts.h"

#include <stdio.h>

#include "base/sql.h"
#include "base/time_zone.h"
#include "entity_columns.h"
#include "index/missing_days.h"
#include "index/time_series.h"

#define REFUSALS_MAX 20

/* Counts along an SQLite index that has only such rows. */
static int64_t
count_entities(struct sql *db, enum entity_kind kind, const char *flag)
{
	const char *name = entity_kind_names[kind];
	char query[256];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s INDEXED BY %s_%s WHERE %s", name,
		 name, flag, flag);
	return sql_number(db, query);
}

/* Reads the SQLite index alone, which has only those whose time is limited. */
static int64_t
count_over(struct sql *db, enum entity_kind kind)
{
	const char *name = entity_kind_names[kind];
	char query[256];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s INDEXED BY %s_over"
		 " WHERE over_at IS NOT NULL AND " ENTITY_OVER_SQL,
		 name, name);
	return sql_number(db, query);
}

/* Unreadable lines are counted under the hook ""; see carried_set_purged(). */
static int
count_hooks(struct summary_counts *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT"
		" coalesce(sum(iif(status = 200, count, 0)), 0),"
		" coalesce(sum(iif(status <> 200 AND hook <> '', count, 0)),"
		" 0), coalesce(sum(warnings), 0), coalesce(sum(lost), 0),"
		" coalesce(sum(iif(hook = '', count, 0)), 0),"
		" coalesce(sum(iif(hook <> '', lost, 0)), 0),"
		" coalesce(sum(iif(hook = '' AND rule = '', count, 0)), 0)"
		" FROM hook_count");
	int step = q ? sql_query_step(q) : -1;

	if (step == 1) {
		c->answered = sql_query_number(q, 0);
		c->refused = sql_query_number(q, 1);
		c->warnings = sql_query_number(q, 2);
		c->lost = sql_query_number(q, 3);
		c->unreadable = sql_query_number(q, 4);
		c->lost_in_journal = sql_query_number(q, 5);
		c->unreadable_in_journal = sql_query_number(q, 6);
	}
	sql_query_free(q);
	return step == 1 ? 0 : -1;
}

/*
 * Where today began within an hour of UTC, the minutes up to the next hour are
 * counted.
 */
static int
count_recent_hooks(struct summary_counts *c, struct sql *db)
{
	const timestamp now = timestamp_now();
	const int64_t today = time_zone_midnight(now) / TIMESTAMP_SECOND;
	const int64_t hour = (today + SERIES_HOUR - 1) / SERIES_HOUR;
	struct sql_query *q = sql_prepare(
	    db,
	    "WITH recent AS (SELECT *, hook <> '' AND (unit = ?1 OR begin < ?4)"
	    " AS today, unit = ?2 AND begin = ?5 AS minute FROM series"
	    " WHERE (unit = ?1 AND begin >= ?4)"
	    " OR (unit = ?2 AND begin >= ?3 AND begin < ?4)"
	    " OR (unit = ?2 AND begin = ?5))"
	    "SELECT coalesce(sum(iif(today AND status = 200, count, 0)), 0),"
	    " coalesce(sum(iif(today AND status <> 200, count, 0)), 0),"
	    " coalesce(sum(iif(minute, count, 0)), 0) FROM recent");
	int step = -1;

	if (q) {
		sql_query_set_number(q, 1, SERIES_HOUR);
		sql_query_set_number(q, 2, SERIES_MINUTE);
		sql_query_set_number(q, 3, today);
		sql_query_set_number(q, 4, hour * SERIES_HOUR);
		sql_query_set_number(q, 5,
				     now / TIMESTAMP_SECOND / 60 * 60 - 60);
		step = sql_query_step(q);
	}
	if (step == 1) {
		c->answered_today = sql_query_number(q, 0);
		c->refused_today = sql_query_number(q, 1);
		c->last_minute = sql_query_number(q, 2);
	}
	sql_query_free(q);
	return step == 1 ? 0 : -1;
}

int
summary_counts_read(struct summary_counts *c, struct index *ix)
{
	struct sql *db = index_sql(ix);
	enum entity_kind kind;

	*c = (struct summary_counts){ 0 };
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		if (kind == ENTITY_MESSAGE)
			continue;
		/* Each stops at once, so that sql_error() says why. */
		c->live[kind] = count_entities(db, kind, "live");
		if (c->live[kind] < 0)
			return -1;
		c->stale[kind] = count_entities(db, kind, "stale");
		if (c->stale[kind] < 0)
			return -1;
		c->over[kind] = count_over(db, kind);
		if (c->over[kind] < 0)
			return -1;
	}
	c->missing_days = missing_days_count(ix, c->first_missing);
	return c->missing_days < 0 || count_hooks(c, db) ||
		       count_recent_hooks(c, db)
		   ? -1
		   : 0;
}

void
summary_counts_refusals(struct sql *db,
			void (*each)(void *, const struct summary_refusal *),
			void *arg)
{
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT rule, hook, sum(count), max(last) FROM hook_count"
	    " WHERE rule <> '' AND hook <> '' GROUP BY rule, hook"
	    " ORDER BY 3 DESC, 1 LIMIT %d",
	    REFUSALS_MAX);

	while (q && sql_query_step(q) == 1)
		each(arg, &(struct summary_refusal){
			      .rule = sql_query_text(q, 0),
			      .hook = sql_query_text(q, 1),
			      .count = sql_query_number(q, 2),
			      .last = sql_query_number(q, 3),
			  });
	sql_query_free(q);
}
