/* cdr_csv - call detail records as CSV, for a spreadsheet or for billing. */

#include "base/sql.h"
#include "report/cdr.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/api_zone.h"
#include "status/freshness.h"
#include "status/http/params.h"

/* The response is sent in parts of about this size. */
#define FLUSH_SIZE ((size_t)256 * 1024)

#define PARAMS_CURSOR "the header Echoapp-Cursor of an earlier response"

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

struct sending {
	struct api_response *to;
	enum csv_style style;
};

static void
send_row(struct sql_query *q, void *arg)
{
	const struct sending *s = arg;

	row_format_csv(&s->to->body, q, cdr_columns, CDR_COLUMNS, s->style);
	if (s->to->body.len >= FLUSH_SIZE)
		s->to->flush(s->to);
}

static void
send_rows(struct api *a, const struct url_query *q, timestamp since,
	  timestamp until, struct api_response *r)
{
	int is_raw = 0;
	struct sql_query *rows = cdr_prepare(index_sql(a->index), since, until);
	struct sending s = { .to = r };
	long sent;

	if (!rows) {
		api_refuse_index(r, a);
		return;
	}
	params_flag(q, "raw", &is_raw);
	add_names(r);
	s.style = is_raw ? CSV_EXACT : CSV_FOR_SPREADSHEETS;
	sent = sql_query_each(rows, send_row, &s);
	sql_query_free(rows);
	if (sent < 0)
		break_off(a, r);
}

/* What a cursor means; false: it was refused. */
static bool
read_cursor(struct api *a, const struct url_query *q, struct api_response *r,
	    timestamp *since)
{
	const char *cursor = url_query_value(q, "after");
	struct error e;

	if (!cursor)
		return true;
	if (url_query_value(q, "since") || url_query_value(q, "until")) {
		api_refuse_parameters(r, &cdr_csv_resource,
				      "after excludes since and until");
		return false;
	}
	if (records_cursor_parse(a->index, cursor, since, &e)) {
		api_refuse_parameters(r, &cdr_csv_resource, e.text);
		return false;
	}
	++*since;
	return true;
}

/* Of all records there are, those that are wanted. */
static void
send_records(struct api *a, const struct url_query *q, timestamp since,
	     timestamp until, struct api_response *r)
{
	timestamp last;

	if (!read_cursor(a, q, r, &since))
		return;
	if (records_cursor(a->index, r->cursor, &last)) {
		api_refuse_index(r, a);
		return;
	}
	/* A cursor after records that a limit left out would skip them. */
	if (until <= last)
		r->cursor[0] = '\0';
	send_rows(a, q, since, until <= last ? until : last + 1, r);
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	timestamp since = 0, until = INT64_MAX;
	int is_raw = 0;

	if (!params_flag(q, "raw", &is_raw)) {
		api_refuse_value(r, &cdr_csv_resource, q, "raw");
	} else if (!params_timestamp(q, "since", &since)) {
		api_refuse_value(r, &cdr_csv_resource, q, "since");
	} else if (!params_timestamp(q, "until", &until)) {
		api_refuse_value(r, &cdr_csv_resource, q, "until");
	} else if (until != INT64_MAX && until > timestamp_now()) {
		api_refuse_parameters(r, &cdr_csv_resource,
				      "until is in the future: records may"
				      " still become final before it");
	} else if (!a->index) {
		add_names(r);
	} else if (until != INT64_MAX && !freshness_update_sealed(a, until)) {
		if (a->error[0])
			api_refuse_index(r, a);
		else
			api_refuse_lagging(r, a);
	} else {
		send_records(a, q, since, until, r);
	}
}

const struct resource cdr_csv_resource = {
	.name = "cdr.csv",
	.not_in_batch = true,
	.summary =
	    "a record for each call that has ended, in the order in which"
	    " they became final",
	.wants_index = true,
	.wants_current = true,
	.parameters = { { "since", PARAMS_TIMESTAMP },
			{ "until", PARAMS_TIMESTAMP },
			API_ZONE_PARAMETER,
			{ "after", PARAMS_CURSOR },
			{ "raw", PARAMS_FLAG
			  ": texts that a spreadsheet would run as formulas"
			  " get no apostrophe before them" } },
	.answer = answer,
};
