/* refusals - what refused hooks, and how often. */

#include "base/sql.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/http/params.h"

static const struct out_column columns[] = {
	{ "rule", OUT_TEXT },	 { "hook", OUT_TEXT },	 { "http", OUT_NUMBER },
	{ "count", OUT_NUMBER }, { "last", OUT_MOMENT },
};

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	struct query *rows;
	long limit = 50;
	int step, count = 0;

	if (!given_number(q, "limit", 1, 1000, &limit)) {
		report_misused(r, &refusals, q, "limit");
		return;
	}
	if (!a->index) {
		buffer_str(&r->body, "{\"rows\":[]}\n");
		return;
	}
	/* What no rule refused was not readable, too long, or the like. */
	rows = sql_prepare(index_sql(a->index),
			   "SELECT nullif(rule, ''), hook, status, count, last"
			   " FROM tally WHERE status <> 200 AND hook <> ''"
			   " ORDER BY last DESC, hook LIMIT %ld",
			   limit);
	if (!rows) {
		report_failed(r, a);
		return;
	}
	buffer_str(&r->body, "{\"rows\":[");
	while ((step = query_step(rows)) == 1) {
		buffer_str(&r->body, count++ ? ",\n" : "\n");
		cells_json(&r->body, rows, columns,
			   sizeof columns / sizeof *columns);
	}
	buffer_str(&r->body, "]}\n");
	query_free(rows);
	if (step < 0)
		report_failed(r, a);
}

const struct resource refusals = {
	.name = "refusals",
	.summary = "what refused hooks, and how often, the latest first",
	.wants_index = true,
	.accepted = { { "limit", "1 to 1000 (50)" } },
	.answer = answer,
};
