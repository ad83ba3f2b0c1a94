/* cdr_csv - call detail records as CSV, for a spreadsheet or for billing. */

#include "base/sql.h"
#include "report/cdr.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/http/params.h"

/* The response is sent in parts of about this size. */
#define FLUSH_SIZE ((size_t)256 * 1024)

static void
add_names(struct api_response *r)
{
	size_t i;

	r->type = "text/csv; charset=utf-8; header=present";
	r->filename = "cdr.csv";
	for (i = 0; i < CDR_COLUMNS; i++)
		buffer_printf(&r->body, "%s%s", i ? "," : "",
			      cdr_columns[i].name);
	buffer_str(&r->body, "\r\n");
}

/* A response of which a part was sent must not look complete. */
static void
break_off(const struct api *a, struct api_response *r)
{
	if (r->flushed) {
		index_meta_mark_corrupt(a->index);
		buffer_str(&r->body,
			   "this is not all: the index cannot be read\r\n");
		return;
	}
	r->filename = NULL;
	api_refuse_index(r, a);
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	timestamp since = 0, until = INT64_MAX;
	struct sql_query *rows = NULL;
	int step = 0;

	if (!params_timestamp(q, "since", &since)) {
		api_refuse_value(r, &cdr_csv_resource, q, "since");
		return;
	}
	if (!params_timestamp(q, "until", &until)) {
		api_refuse_value(r, &cdr_csv_resource, q, "until");
		return;
	}
	if (a->index)
		rows = cdr_prepare(index_sql(a->index), since, until);
	if (a->index && !rows) {
		api_refuse_index(r, a);
		return;
	}
	add_names(r);
	while (rows && (step = sql_query_step(rows)) == 1) {
		row_format_csv(&r->body, rows, cdr_columns, CDR_COLUMNS);
		if (r->body.len >= FLUSH_SIZE)
			r->flush(r);
	}
	sql_query_free(rows);
	if (step < 0)
		break_off(a, r);
}

const struct resource cdr_csv_resource = {
	.name = "cdr.csv",
	.not_in_batch = true,
	.summary = "a record for each call that has ended, oldest first",
	.wants_index = true,
	.wants_current = true,
	.parameters = { { "since", PARAMS_TIMESTAMP },
			{ "until", PARAMS_TIMESTAMP } },
	.answer = answer,
};
