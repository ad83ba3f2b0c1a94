/* prometheus_deliveries - the destinations of deliver.conf, as metrics. */

#include "prometheus_deliveries.h"

#include "report/delivery_list.h"
#include "status/resources/metric_text.h"

/* What one destination has; names of destinations need no escapes. */
static int64_t
delivered(const struct delivery_state *s)
{
	return (int64_t)s->delivered;
}

static int64_t
died(const struct delivery_state *s)
{
	return (int64_t)s->died;
}

static int64_t
dead(const struct delivery_state *s)
{
	return (int64_t)s->dead;
}

static int64_t
waiting(const struct delivery_state *s)
{
	return s->records > 0 ? s->records : 0;
}

static int64_t
lag(const struct delivery_state *s)
{
	return delivery_list_lag(s, timestamp_now()) / TIMESTAMP_SECOND;
}

static int64_t
up(const struct delivery_state *s)
{
	return s->has_begun && !s->in_trouble && !s->error.text[0];
}

static const struct {
	const char *name, *type, *help;
	int64_t (*of)(const struct delivery_state *);
} metrics[] = {
	{ "delivery_up", "gauge",
	  "1 unless the destination waits for another try.", up },
	{ "delivery_messages_total", "counter",
	  "Messages that the destination accepted.", delivered },
	{ "delivery_refused_total", "counter",
	  "Messages that became dead letters.", died },
	{ "delivery_dead_letters", "gauge", "Dead letters that are kept.",
	  dead },
	{ "delivery_waiting_records", "gauge",
	  "Call records after the destination's position.", waiting },
	{ "delivery_lag_seconds", "gauge",
	  "How long the oldest of these has waited.", lag },
};

void
prometheus_deliveries_add(struct buffer *out, struct api *a)
{
	struct delivery_list l;
	size_t m, i;

	if (!a->conf.usable || !a->conf.current.deliver_file)
		return;
	delivery_list_read(&l, a->index, &a->conf.current);
	metric_text_number(out, "deliverer_up", "gauge",
			   "Is echoapp-deliver running?", l.is_running);
	for (m = 0; m < sizeof metrics / sizeof *metrics && l.count; m++) {
		metric_text_begin(out, metrics[m].name, metrics[m].type,
				  metrics[m].help);
		for (i = 0; i < l.count; i++)
			buffer_printf(out,
				      "echoapp_%s{destination=\"%s\"} %lld\n",
				      metrics[m].name, l.at[i].to->name,
				      (long long)metrics[m].of(&l.at[i]));
	}
	delivery_list_free(&l);
}
