/* records - call records as a file for a spreadsheet, or for billing. */

#include "base/sql.h"
#include "report/cdr.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/http/params.h"

/* Sent in parts of this size. */
#define PART ((size_t)256 * 1024)

static void
add_names(struct report *r)
{
	size_t i;

	r->type = "text/csv; charset=utf-8; header=present";
	r->file = "cdr.csv";
	for (i = 0; i < CDR_COLUMNS; i++)
		buffer_printf(&r->body, "%s%s", i ? "," : "",
			      cdr_columns[i].name);
	buffer_str(&r->body, "\r\n");
}

/* What was sent cannot be taken back, but must not look whole. */
static void
break_off(const struct api *a, struct report *r)
{
	if (r->flushed) {
		index_distrust(a->index);
		buffer_str(&r->body,
			   "this is not all: the index cannot be read\r\n");
		return;
	}
	r->file = NULL;
	report_failed(r, a);
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	moment since = 0, until = INT64_MAX;
	struct query *rows = NULL;
	int step = 0;

	if (!given_moment(q, "since", &since)) {
		report_misused(r, &cdr, q, "since");
		return;
	}
	if (!given_moment(q, "until", &until)) {
		report_misused(r, &cdr, q, "until");
		return;
	}
	if (a->index)
		rows = cdr_ask(index_sql(a->index), since, until);
	if (a->index && !rows) {
		report_failed(r, a);
		return;
	}
	add_names(r);
	while (rows && (step = query_step(rows)) == 1) {
		cells_csv(&r->body, rows, cdr_columns, CDR_COLUMNS);
		if (r->body.len >= PART)
			r->flush(r);
	}
	query_free(rows);
	if (step < 0)
		break_off(a, r);
}

const struct resource cdr = {
	.name = "cdr.csv",
	.alone = true,
	.summary = "one record for each call that is over, oldest first",
	.wants_index = true,
	.wants_all = true,
	.accepted = { { "since", GIVEN_MOMENT }, { "until", GIVEN_MOMENT } },
	.answer = answer,
};
