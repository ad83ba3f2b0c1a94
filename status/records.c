/* records - call records as a file for a spreadsheet, or for billing. */

#include "api.h"
#include "cells.h"
#include "given.h"
#include "sql.h"

/* Sent in parts of this size. */
#define PART ((size_t)256 * 1024)

static const struct out_column columns[] = {
	{ "src", OUT_TEXT },	     { "dst", OUT_TEXT },
	{ "dcontext", OUT_TEXT },    { "clid", OUT_TEXT },
	{ "direction", OUT_TEXT },   { "start", OUT_MOMENT },
	{ "answer", OUT_MOMENT },    { "end", OUT_MOMENT },
	{ "duration", OUT_SPAN },    { "billsec", OUT_SPAN },
	{ "disposition", OUT_TEXT }, { "uniqueid", OUT_TEXT },
	{ "hangup", OUT_TEXT },	     { "info", OUT_TEXT },
	{ "rule", OUT_TEXT },
};

#define COLUMNS_OF_CDR (sizeof columns / sizeof *columns)

static struct query *
ask(struct sql *db, moment since, moment until)
{
	struct buffer names = { 0 };
	struct query *q;
	size_t i;

	for (i = 0; i < COLUMNS_OF_CDR; i++)
		buffer_printf(&names, "%s\"%s\"", i ? ", " : "",
			      columns[i].name);
	buffer_add(&names, "", 1);
	q = sql_prepare(db,
			"SELECT %s FROM cdr WHERE first >= ?1 AND first < ?2"
			" ORDER BY first, row",
			names.at);
	buffer_free(&names);
	if (!q)
		return NULL;
	query_set(q, 1, since);
	query_set(q, 2, until);
	return q;
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	moment since = 0, until = INT64_MAX;
	struct query *rows = NULL;
	size_t i;

	if (!given_moment(q, "since", &since)) {
		report_misused(r, &cdr, q, "since");
		return;
	}
	if (!given_moment(q, "until", &until)) {
		report_misused(r, &cdr, q, "until");
		return;
	}
	if (a->index)
		rows = ask(index_sql(a->index), since, until);
	if (a->index && !rows) {
		report_failed(r, a);
		return;
	}
	r->type = "text/csv; charset=utf-8; header=present";
	r->file = "cdr.csv";
	for (i = 0; i < COLUMNS_OF_CDR; i++)
		buffer_printf(&r->body, "%s%s", i ? "," : "", columns[i].name);
	buffer_str(&r->body, "\r\n");
	while (rows && query_step(rows) == 1) {
		cells_csv(&r->body, rows, columns, COLUMNS_OF_CDR);
		if (r->body.len >= PART)
			r->flush(r);
	}
	query_free(rows);
}

const struct resource cdr = {
	.name = "cdr.csv",
	.summary = "one record for each call that is over, oldest first",
	.wants_index = true,
	.wants_all = true,
	.accepted = { { "since", GIVEN_MOMENT }, { "until", GIVEN_MOMENT } },
	.answer = answer,
};
