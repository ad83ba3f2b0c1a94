/* entities - lists of calls, connections and the like, newest first. */

#include <string.h>

#include "base/sql.h"
#include "entity_detail.h"
#include "report/entity_columns.h"
#include "report/entity_list.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/api_zone.h"
#include "status/http/params.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 1000

/* A column, after a - if its largest value comes first. */
static bool
read_sort(const struct url_query *q, struct entity_list_query *wanted)
{
	const char *name = url_query_value(q, "sort");
	int i;

	if (!name || !name[0])
		return true;
	wanted->descending = name[0] == '-';
	for (i = 0; i < ENTITY_COLUMNS; i++)
		if (strcmp(entity_columns(wanted->kind)[i].name,
			   name + wanted->descending) == 0)
			wanted->order = i + 1;
	return wanted->order && wanted->live == 1 &&
	       !url_query_value(q, "cursor");
}

static void
write_rows(struct api_response *r, struct sql_query *q, long limit,
	   enum entity_kind kind, const struct api *a, bool sorted)
{
	struct buffer *out = &r->body;
	int64_t first = 0, row = 0;
	long rows = 0;
	int step;

	buffer_str(out, "{\"rows\":[");
	while ((step = sql_query_step(q)) == 1 && rows < limit) {
		buffer_str(out, rows++ ? ",\n" : "\n");
		row_format_json(out, q, entity_columns(kind), ENTITY_COLUMNS);
		row = sql_query_number(q, ENTITY_COLUMNS);
		first = sql_query_number(q, ENTITY_COLUMNS + 1);
	}
	if (step < 0) {
		api_refuse_index(r, a);
		return;
	}
	buffer_str(out, "],\n\"next\":");
	if (step == 1 && rows > 0 && !sorted)
		buffer_printf(out, "\"%lld.%lld\"}\n", (long long)first,
			      (long long)row);
	else
		buffer_str(out, "null}\n");
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r,
       const struct resource *resource, enum entity_kind kind)
{
	struct entity_list_query wanted = {
		.kind = kind,
		.select = entity_columns_select(kind),
		.user = url_query_value(q, "user"),
		.app = url_query_value(q, "app"),
		.live = -1,
		.until = INT64_MAX,
		.cursor_first = INT64_MAX,
		.cursor_row = INT64_MAX,
	};
	struct sql_query *rows;
	long limit = LIMIT_DEFAULT;

	if (q->id && !a->index) {
		api_refuse(r, 404, "there is no %s with this id",
			   entity_kind_names[kind]);
		return;
	}
	if (!a->index) {
		buffer_str(&r->body, "{\"rows\":[],\n\"next\":null}\n");
		return;
	}
	if (q->id) {
		entity_detail_answer(a, q, r, kind);
		return;
	}
	if (!params_flag(q, "live", &wanted.live)) {
		api_refuse_value(r, resource, q, "live");
	} else if (!params_timestamp(q, "since", &wanted.since)) {
		api_refuse_value(r, resource, q, "since");
	} else if (!params_timestamp(q, "until", &wanted.until)) {
		api_refuse_value(r, resource, q, "until");
	} else if (!params_number(q, "limit", 1, LIMIT_MAX, &limit)) {
		api_refuse_value(r, resource, q, "limit");
	} else if (!params_pair(q, "cursor", &wanted.cursor_first,
				&wanted.cursor_row)) {
		api_refuse_value(r, resource, q, "cursor");
	} else if (!read_sort(q, &wanted)) {
		api_refuse_value(r, resource, q, "sort");
	} else {
		/* One more shows whether there is another page. */
		wanted.limit = limit + 1;
		rows = entity_list_prepare(index_sql(a->index), &wanted);
		if (rows)
			write_rows(r, rows, limit, kind, a, wanted.order != 0);
		else
			api_refuse_index(r, a);
		sql_query_free(rows);
	}
}

#define COMMON_MEMBERS                                                         \
	.takes_id = true, .wants_index = true,                                 \
	.parameters = {                                                        \
		{ "live", PARAMS_FLAG },                                       \
		{ "user", "a user, whoever called or wrote" },                 \
		{ "app", "an appKey" },                                        \
		{ "since", PARAMS_TIMESTAMP },                                 \
		{ "until", PARAMS_TIMESTAMP },                                 \
		API_ZONE_PARAMETER,                                            \
		{ "limit", "1 to 1000 (50)" },                                 \
		{ "cursor", "the member next of the last response" },          \
		{ "sort",                                                      \
		  "with live=yes and without a cursor: a member of the"        \
		  " rows, such as src; -start: the latest first" },            \
	}

static void
answer_calls(struct api *a, const struct url_query *q, struct api_response *r)
{
	answer(a, q, r, &entities_calls, ENTITY_CALL);
}

static void
answer_connections(struct api *a, const struct url_query *q,
		   struct api_response *r)
{
	answer(a, q, r, &entities_connections, ENTITY_CONNECTION);
}

static void
answer_registrations(struct api *a, const struct url_query *q,
		     struct api_response *r)
{
	answer(a, q, r, &entities_registrations, ENTITY_REGISTRATION);
}

static void
answer_streams(struct api *a, const struct url_query *q, struct api_response *r)
{
	answer(a, q, r, &entities_streams, ENTITY_STREAM);
}

static void
answer_messages(struct api *a, const struct url_query *q,
		struct api_response *r)
{
	answer(a, q, r, &entities_messages, ENTITY_MESSAGE);
}

const struct resource entities_calls = {
	.name = "calls",
	.summary = "calls, newest first",
	.answer = answer_calls,
	COMMON_MEMBERS,
};

const struct resource entities_connections = {
	.name = "connections",
	.summary = "connections, newest first",
	.answer = answer_connections,
	COMMON_MEMBERS,
};

const struct resource entities_registrations = {
	.name = "registrations",
	.summary = "registrations of SIP accounts, newest first",
	.answer = answer_registrations,
	COMMON_MEMBERS,
};

const struct resource entities_streams = {
	.name = "streams",
	.summary = "streams, newest first",
	.answer = answer_streams,
	COMMON_MEMBERS,
};

const struct resource entities_messages = {
	.name = "messages",
	.summary = "SIP messages, newest first",
	.answer = answer_messages,
	COMMON_MEMBERS,
};
