/* carried_index - sums of lines from the index, and into the index. */

#include "carried_index.h"

#include "base/sql.h"
#include "base/str.h"
#include "time_series.h"

static int
add_index_counts(struct carried *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT hook, status, rule, count, warnings, lost, took, last"
		" FROM hook_count");
	int step = -1;

	while (q && (step = sql_query_step(q)) == 1)
		carried_add_count(
		    c, &(struct hook_count){
			   .hook = sql_query_text(q, 0),
			   .status = (int)sql_query_number(q, 1),
			   .rule = sql_query_text(q, 2),
			   .count = (uint64_t)sql_query_number(q, 3),
			   .warnings = (uint64_t)sql_query_number(q, 4),
			   .lost = (uint64_t)sql_query_number(q, 5),
			   .took = (uint64_t)sql_query_number(q, 6),
			   .last = sql_query_number(q, 7),
		       });
	sql_query_free(q);
	return step;
}

static int
add_index_times(struct carried *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT * FROM series WHERE unit = %d", SERIES_EVER);
	int step = -1, i;

	while (q && (step = sql_query_step(q)) == 1) {
		struct time_series_row more = {
			.status = (int)sql_query_number(q, 3),
			.count = (uint64_t)sql_query_number(q, 4),
			.took = (uint64_t)sql_query_number(q, 5),
		};

		str_copy(more.hook, sizeof more.hook, sql_query_text(q, 2));
		for (i = 0; i <= SERIES_BOUNDS; i++)
			more.buckets[i] = (uint64_t)sql_query_number(q, 6 + i);
		carried_add_time(c, &more);
	}
	sql_query_free(q);
	return step;
}

int
carried_index_add(struct carried *c, struct index *ix)
{
	return add_index_counts(c, index_sql(ix)) ||
		       add_index_times(c, index_sql(ix))
		   ? -1
		   : 0;
}

int
carried_index_save(const struct carried *c, struct index *ix)
{
	size_t i;

	for (i = 0; i < c->count_rows; i++) {
		struct hook_count sum = c->counts[i].sum;

		sum.hook = c->counts[i].hook;
		sum.rule = c->counts[i].rule;
		if ((sum.count || sum.lost || sum.took || sum.warnings) &&
		    index_meta_add_count(ix, &sum))
			return -1;
	}
	for (i = 0; i < c->time_rows; i++)
		if ((c->times[i].count || c->times[i].took) &&
		    time_series_save_row(ix, &c->times[i]))
			return -1;
	return 0;
}
