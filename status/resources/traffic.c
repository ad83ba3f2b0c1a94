/* traffic - the live calls over time, and how calls ended. */

#include <stdio.h>
#include <string.h>

#include "base/sql.h"
#include "status/api.h"

/* A point covers `step` seconds, a multiple of CALL_WINDOW_STEP. */
static const struct traffic_span {
	const char *name;
	int64_t step;
	int64_t points;
} spans[] = {
	{ "15min", 15, 60 },
	{ "hour", 60, 60 },
	{ "day", 600, 144 },
};

#define POINTS_MAX 144

/* So old may the calls in memory be; microseconds. */
#define UPDATED_MAX_AGE (2 * TIMESTAMP_SECOND)

/* What is told of a span. */
struct traffic {
	int64_t from;		  /* seconds */
	int64_t live[POINTS_MAX]; /* the most at a time; -1: unknown */
	int64_t peak;
	struct call_slot sum;
};

static const struct traffic_span *
span_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof spans / sizeof *spans; i++)
		if (strcmp(spans[i].name, name) == 0)
			return &spans[i];
	return NULL;
}

/* Goes back from now, because only now the number of live calls is known. */
static void
read_points(struct traffic *t, const struct call_window *w,
	    const struct traffic_span *s)
{
	int64_t live = w->live, second, point;

	for (second = w->last; second >= t->from; second--) {
		point = (second - t->from) / s->step;
		if (second < w->last)
			live = call_window_live_before(w, live, second);
		if (second * TIMESTAMP_SECOND < w->since)
			break;
		if (live > t->live[point])
			t->live[point] = live;
		if (live > t->peak)
			t->peak = live;
	}
	t->sum = call_window_sum(w, t->from, w->last);
}

static void
add_ratio(struct buffer *out, const char *name, double part, double all)
{
	if (all > 0)
		buffer_printf(out, ",\"%s\":%.3f", name, part / all);
	else
		buffer_printf(out, ",\"%s\":null", name);
}

/* Calls that a rule denied never reached the callee. */
static void
add_outcome(struct buffer *out, const struct call_slot *sum)
{
	int64_t all = 0;
	enum disposition d;

	buffer_str(out, ",\n\"dispositions\":{");
	for (d = 0; d < DISPOSITIONS; d++) {
		buffer_printf(out, "%s\"%s\":%u", d ? "," : "",
			      call_window_dispositions[d], sum->ended[d]);
		all += sum->ended[d];
	}
	buffer_printf(out, "},\n\"ended\":%lld", (long long)all);
	add_ratio(out, "answer_rate", sum->ended[DISPOSITION_ANSWERED],
		  (double)(all - sum->ended[DISPOSITION_DENIED]));
	add_ratio(out, "mean_billsec", (double)sum->talked / 1e6,
		  sum->talked_calls);
}

static void
add_points(struct buffer *out, const struct traffic *t,
	   const struct traffic_span *s)
{
	int64_t i;

	buffer_str(out, ",\n\"points\":[");
	for (i = 0; i < s->points; i++)
		if (t->live[i] < 0)
			buffer_printf(out, "%snull", i ? "," : "");
		else
			buffer_printf(out, "%s%lld", i ? "," : "",
				      (long long)t->live[i]);
	buffer_str(out, "]}\n");
}

static void
write_traffic(struct buffer *out, const struct traffic *t,
	      const struct call_window *w, const struct traffic_span *s)
{
	char time[TIMESTAMP_SIZE];

	timestamp_format(time, sizeof time, t->from * TIMESTAMP_SECOND);
	buffer_printf(out, "{\"from\":\"%s\",\"step\":%lld,\"count\":%lld",
		      time, (long long)s->step, (long long)s->points);
	if (w->since > t->from * TIMESTAMP_SECOND) {
		timestamp_format(time, sizeof time, w->since);
		buffer_printf(out, ",\"since\":\"%s\"", time);
	} else {
		buffer_str(out, ",\"since\":null");
	}
	buffer_printf(out, ",\n\"live\":%lld,\"peak\":%lld", (long long)w->live,
		      (long long)t->peak);
	add_outcome(out, &t->sum);
	add_points(out, t, s);
}

/* Several pages share an update, because it reads all live calls. */
static int
update(struct api *a, timestamp now)
{
	struct call_window *w = &a->call_window;
	const timestamp age = now - w->updated;

	if (w->slots && age >= 0 && age < UPDATED_MAX_AGE)
		return 0;
	return call_window_update(w, index_sql(a->index), now);
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	const char *name = url_query_value(q, "span");
	const struct traffic_span *s = span_of(name ? name : "hour");
	const struct call_window none = { .slots = NULL };
	const timestamp now = timestamp_now();
	int64_t seconds = now / TIMESTAMP_SECOND;
	struct traffic t = { .peak = 0 };
	int64_t i;

	if (!s) {
		api_refuse_value(r, &traffic_resource, q, "span");
		return;
	}
	if (a->index && update(a, now)) {
		api_refuse_index(r, a);
		return;
	}
	if (a->index)
		seconds = a->call_window.last;
	/* The last point is not over yet. */
	t.from = seconds - seconds % s->step - (s->points - 1) * s->step;
	for (i = 0; i < s->points; i++)
		t.live[i] = a->index ? -1 : 0;
	if (a->index)
		read_points(&t, &a->call_window, s);
	write_traffic(&r->body, &t, a->index ? &a->call_window : &none, s);
}

const struct resource traffic_resource = {
	.name = "traffic",
	.summary =
	    "live calls over time, the answer rate and the mean duration",
	.wants_index = true,
	.parameters = { { "span", "15min, hour or day (hour)" } },
	.answer = answer,
};
