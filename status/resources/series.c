/* series - how many hooks there were, and how fast they were answered. */

#include <stdio.h>
#include <string.h>

#include "base/sql.h"
#include "index/time_series.h"
#include "status/api.h"
#include "status/freshness.h"

/* A point of the chart covers `step` seconds, a multiple of the unit. */
static const struct chart_span {
	const char *name;
	enum time_series_unit unit;
	int64_t step;
	int64_t points;
} spans[] = {
	{ "15min", SERIES_MINUTE, 60, 15 },
	{ "hour", SERIES_MINUTE, 60, 60 },
	{ "day", SERIES_MINUTE, 600, 144 },
	{ "month", SERIES_HOUR, 4L * 3600, 180 },
};

static const struct chart_span *
span_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof spans / sizeof *spans; i++)
		if (strcmp(spans[i].name, name) == 0)
			return &spans[i];
	return NULL;
}

/* Hooks that begin a call, from either side, count as calls. */
static struct sql_query *
query_points(struct sql *db, const struct chart_span *s, int64_t from)
{
	char sums[512];
	struct sql_query *q;
	size_t i, n = 0;

	for (i = 0; i <= SERIES_BOUNDS; i++)
		n += (size_t)snprintf(sums + n, sizeof sums - n, ", sum(b%zu)",
				      i);
	q = sql_prepare(
	    db,
	    "SELECT (begin - ?2) / ?3 AS point,"
	    " sum(CASE WHEN lower(hook) IN ('call', 'oncallevent')"
	    " THEN count ELSE 0 END), sum(count),"
	    " sum(CASE WHEN status <> 200 THEN count ELSE 0 END)%s"
	    " FROM series WHERE unit = ?1 AND begin >= ?2 AND hook <> ''"
	    " GROUP BY point ORDER BY point",
	    sums);
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, s->unit);
	sql_query_set_number(q, 2, from);
	sql_query_set_number(q, 3, s->step);
	return q;
}

static void
add_quantile(struct buffer *out, const uint64_t *buckets, double part)
{
	double took = time_series_quantile(buckets, part);

	if (took < 0)
		buffer_str(out, ",null");
	else
		buffer_printf(out, ",%.0f", took);
}

static void
add_point(struct buffer *out, struct sql_query *q)
{
	uint64_t buckets[SERIES_BOUNDS + 1];
	int i;

	for (i = 0; i <= SERIES_BOUNDS; i++)
		buckets[i] = (uint64_t)sql_query_number(q, 4 + i);
	buffer_printf(out, "[%lld,%lld,%lld,%lld",
		      (long long)sql_query_number(q, 0),
		      (long long)sql_query_number(q, 1),
		      (long long)sql_query_number(q, 2),
		      (long long)sql_query_number(q, 3));
	add_quantile(out, buckets, 0.5);
	add_quantile(out, buckets, 0.99);
	buffer_str(out, "]");
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	const char *name = url_query_value(q, "span");
	const struct chart_span *s = span_of(name ? name : "hour");
	int64_t now = timestamp_now() / 1000000, from;
	char time[TIMESTAMP_SIZE];
	struct sql_query *points = NULL;
	int step = 0, count = 0;

	if (!s) {
		api_refuse_value(r, &series_resource, q, "span");
		return;
	}
	/* The last point is not over yet. */
	from = now - now % s->step - (s->points - 1) * s->step;
	if (a->index)
		points = query_points(index_sql(a->index), s, from);
	if (a->index && !points) {
		api_refuse_index(r, a);
		return;
	}
	timestamp_format(time, sizeof time, from * 1000000);
	buffer_printf(&r->body,
		      "{\"from\":\"%s\",\"step\":%lld,\"count\":%lld,\n"
		      "\"columns\":[\"point\",\"calls\",\"hooks\","
		      "\"refused\",\"p50_us\",\"p99_us\"],\n\"points\":[",
		      time, (long long)s->step, (long long)s->points);
	while (points && (step = sql_query_step(points)) == 1) {
		buffer_str(&r->body, count++ ? ",\n" : "\n");
		add_point(&r->body, points);
	}
	buffer_str(&r->body, "]}\n");
	sql_query_free(points);
	if (step < 0)
		api_refuse_index(r, a);
}

const struct resource series_resource = {
	.name = "series",
	.summary = "calls, hooks, and times to answer them, over time",
	.wants_index = true,
	.parameters = { { "span", "15min, hour, day or month (hour)" } },
	.answer = answer,
};
