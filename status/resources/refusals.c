/* refusals - which rules refused hooks, and how often. */

#include "base/sql.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/http/params.h"

static const struct cell_column columns[] = {
	{ "rule", CELL_TEXT },	    { "hook", CELL_TEXT },
	{ "http", CELL_NUMBER },    { "count", CELL_NUMBER },
	{ "last", CELL_TIMESTAMP },
};

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	struct sql_query *rows;
	long limit = 50;
	int step, count = 0;

	if (!params_number(q, "limit", 1, 1000, &limit)) {
		api_refuse_value(r, &refusals_resource, q, "limit");
		return;
	}
	if (!a->index) {
		buffer_str(&r->body, "{\"rows\":[]}\n");
		return;
	}
	/* Without a rule, a body was unreadable, too long, or the like. */
	rows = sql_prepare(index_sql(a->index),
			   "SELECT nullif(rule, ''), hook, status, count, last"
			   " FROM hook_count WHERE status <> 200 AND hook <> ''"
			   " ORDER BY last DESC, hook LIMIT %ld",
			   limit);
	if (!rows) {
		api_refuse_index(r, a);
		return;
	}
	buffer_str(&r->body, "{\"rows\":[");
	while ((step = sql_query_step(rows)) == 1) {
		buffer_str(&r->body, count++ ? ",\n" : "\n");
		row_format_json(&r->body, rows, columns,
				sizeof columns / sizeof *columns);
	}
	buffer_str(&r->body, "]}\n");
	sql_query_free(rows);
	if (step < 0)
		api_refuse_index(r, a);
}

const struct resource refusals_resource = {
	.name = "refusals",
	.summary = "which rules refused hooks, and how often, latest first",
	.wants_index = true,
	.parameters = { { "limit", "1 to 1000 (50)" } },
	.answer = answer,
};
