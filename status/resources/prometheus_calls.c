/* prometheus_calls - the metrics of calls that have ended. */

#include "status/resources/prometheus_calls.h"

#include <stdio.h>

#include "index/call_sums.h"
#include "status/resources/metric_text.h"

/* Every disposition has a series from the start: none seems to begin. */
static int
add_calls(struct buffer *out, struct sql *db)
{
	const char *const *d;
	struct call_sum sum;

	metric_text_begin(out, "calls_total", "counter",
			  "Calls whose record became final, by disposition.");
	for (d = call_sums_dispositions; *d; d++) {
		if (call_sums_read(db, *d, &sum))
			return -1;
		buffer_printf(out,
			      "echoapp_calls_total{disposition=\"%s\"} %llu\n",
			      *d, (unsigned long long)sum.calls);
	}
	return 0;
}

static int
add_talk(struct buffer *out, struct sql *db)
{
	struct call_sum sum;
	uint64_t calls = 0;
	size_t i;

	if (call_sums_read(db, "ANSWERED", &sum))
		return -1;
	metric_text_begin(out, "call_talk_seconds", "histogram",
			  "How long answered calls lasted from the answer on.");
	for (i = 0; i <= CALL_SUM_BOUNDS; i++) {
		char bound[32] = "+Inf";

		calls += sum.buckets[i];
		if (i < CALL_SUM_BOUNDS)
			snprintf(bound, sizeof bound, "%lld",
				 (long long)call_sums_bounds[i] / 1000);
		buffer_printf(out,
			      "echoapp_call_talk_seconds_bucket{le=\"%s\"}"
			      " %llu\n",
			      bound, (unsigned long long)calls);
	}
	buffer_printf(out,
		      "echoapp_call_talk_seconds_sum %.3f\n"
		      "echoapp_call_talk_seconds_count %llu\n",
		      (double)sum.talk / 1e3, (unsigned long long)calls);
	return 0;
}

int
prometheus_calls_add(struct buffer *out, struct sql *db)
{
	return add_calls(out, db) || add_talk(out, db) ? -1 : 0;
}
