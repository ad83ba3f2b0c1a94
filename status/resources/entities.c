/* entities - calls, connections and their kin, newest first. */

#include <string.h>

#include "base/sql.h"
#include "entity_detail.h"
#include "report/entity_columns.h"
#include "report/entity_list.h"
#include "report/row_format.h"
#include "status/api.h"
#include "status/http/params.h"

#define LIMIT 50
#define LIMIT_MAX 1000

static void
write_rows(struct report *r, struct query *q, long limit, const struct api *a)
{
	struct buffer *out = &r->body;
	int64_t first = 0, row = 0;
	long rows = 0;
	int step;

	buffer_str(out, "{\"rows\":[");
	while ((step = query_step(q)) == 1 && rows < limit) {
		buffer_str(out, rows++ ? ",\n" : "\n");
		cells_json(out, q, entity_columns, ENTITY_COLUMNS);
		row = query_number(q, ENTITY_COLUMNS);
		first = query_number(q, ENTITY_COLUMNS + 1);
	}
	if (step < 0) {
		report_failed(r, a);
		return;
	}
	buffer_str(out, "],\n\"next\":");
	if (step == 1 && rows > 0)
		buffer_printf(out, "\"%lld.%lld\"}\n", (long long)first,
			      (long long)row);
	else
		buffer_str(out, "null}\n");
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r,
       const struct resource *of, enum about about)
{
	struct newest w = {
		.about = about,
		.select = entity_select(about),
		.user = inquiry_value(q, "user"),
		.app = inquiry_value(q, "app"),
		.live = -1,
		.until = INT64_MAX,
		.first = INT64_MAX,
		.row = INT64_MAX,
	};
	struct query *rows;
	long limit = LIMIT;

	if (q->id && !a->index) {
		report_refuse(r, 404, "there is no %s with this id",
			      about_names[about]);
		return;
	}
	if (!a->index) {
		buffer_str(&r->body, "{\"rows\":[],\n\"next\":null}\n");
		return;
	}
	if (q->id) {
		one_answer(a, q, r, about);
		return;
	}
	if (!given_flag(q, "live", &w.live)) {
		report_misused(r, of, q, "live");
	} else if (!given_moment(q, "since", &w.since)) {
		report_misused(r, of, q, "since");
	} else if (!given_moment(q, "until", &w.until)) {
		report_misused(r, of, q, "until");
	} else if (!given_number(q, "limit", 1, LIMIT_MAX, &limit)) {
		report_misused(r, of, q, "limit");
	} else if (!given_pair(q, "cursor", &w.first, &w.row)) {
		report_misused(r, of, q, "cursor");
	} else {
		/* One more tells whether there are more. */
		w.limit = limit + 1;
		rows = newest_ask(index_sql(a->index), &w);
		if (rows)
			write_rows(r, rows, limit, a);
		else
			report_failed(r, a);
		query_free(rows);
	}
}

#define OF_EACH                                                                \
	.takes_id = true, .wants_index = true,                                 \
	.accepted = {                                                          \
		{ "live", GIVEN_FLAG },                                        \
		{ "user", "a user, whoever called or wrote" },                 \
		{ "app", "an appKey" },                                        \
		{ "since", GIVEN_MOMENT },                                     \
		{ "until", GIVEN_MOMENT },                                     \
		{ "limit", "1 to 1000 (50)" },                                 \
		{ "cursor", "what an answer has as next" },                    \
	}

static void
answer_calls(struct api *a, const struct inquiry *q, struct report *r)
{
	answer(a, q, r, &calls, CALL);
}

static void
answer_connections(struct api *a, const struct inquiry *q, struct report *r)
{
	answer(a, q, r, &connections, CONNECTION);
}

static void
answer_registrations(struct api *a, const struct inquiry *q, struct report *r)
{
	answer(a, q, r, &registrations, REGISTRATION);
}

static void
answer_streams(struct api *a, const struct inquiry *q, struct report *r)
{
	answer(a, q, r, &streams, STREAM);
}

static void
answer_messages(struct api *a, const struct inquiry *q, struct report *r)
{
	answer(a, q, r, &messages, MESSAGE);
}

const struct resource calls = {
	.name = "calls",
	.summary = "the calls there are, newest first",
	.answer = answer_calls,
	OF_EACH,
};

const struct resource connections = {
	.name = "connections",
	.summary = "who is, or was, connected, newest first",
	.answer = answer_connections,
	OF_EACH,
};

const struct resource registrations = {
	.name = "registrations",
	.summary = "the SIP accounts that are, or were, registered",
	.answer = answer_registrations,
	OF_EACH,
};

const struct resource streams = {
	.name = "streams",
	.summary = "the streams there are, newest first",
	.answer = answer_streams,
	OF_EACH,
};

const struct resource messages = {
	.name = "messages",
	.summary = "the SIP messages there were, newest first",
	.answer = answer_messages,
	OF_EACH,
};
