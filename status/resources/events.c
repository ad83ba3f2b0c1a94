/* events - the last hooks that were answered, from the journal. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "index/entity_id.h"
#include "report/line_text.h"
#include "report/summary.h"
#include "status/api.h"
#include "status/event_search.h"
#include "status/freshness.h"
#include "status/http/params.h"

#define LIMIT_DEFAULT 50

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	buffer_printf(out, ",\"%s\":", name);
	json_write_string(out, text, strlen(text));
}

/* Adds chosen members only: bodies may hold secrets. */
static void
add_event(void *arg, const struct journal_line *e, struct event_cursor at)
{
	struct event_cache_entry *entry = arg;
	struct buffer *out = &entry->text;
	char time[TIMESTAMP_SIZE];
	enum entity_kind kind;
	const char *id;

	timestamp_format(time, sizeof time, e->time);
	buffer_printf(out,
		      "\n{\"at\":\"%lld.%lld\",\"time\":\"%s\",\"http\":%d",
		      (long long)at.day, (long long)at.offset, time, e->status);
	if (e->took >= 0)
		buffer_printf(out, ",\"us\":%ld", e->took);
	add_text(out, "hook", e->hook);
	add_text(out, "app", e->app);
	add_text(out, "src", line_text_source(e));
	add_text(out, "dst", line_text_target(e));
	add_text(out, "status", e->body[MEMBER_STATUS]);
	add_text(out, "reason", e->reason);
	add_text(out, "rule", e->rule);
	add_text(out, "info", e->body[MEMBER_INFO]);
	if (e->warnings)
		buffer_printf(out, ",\"warnings\":%u", e->warnings);
	if (e->lost)
		buffer_printf(out, ",\"lost\":%u", e->lost);
	if (e->suppressed)
		buffer_printf(out, ",\"suppressed\":%u", e->suppressed);
	if (entity_id_find(e, &kind, &id)) {
		add_text(out, "about", entity_kind_names[kind]);
		add_text(out, "id", id);
		if (kind != ENTITY_CONNECTION)
			add_text(out, "connection", entity_id_connection(e));
	}
	buffer_str(out, "}");
	event_cache_add(entry, at);
}

static bool
read_outcome(struct event_search *f, const char *text)
{
	static const char *const names[] = {
		[OUTCOME_ANSWERED] = "answered",
		[OUTCOME_REFUSED] = "refused",
		[OUTCOME_WARNED] = "warned",
	};
	unsigned i;

	if (!text)
		return true;
	for (i = OUTCOME_ANSWERED; i <= OUTCOME_WARNED; i++)
		if (strcmp(text, names[i]) == 0) {
			f->outcome = i;
			return true;
		}
	if (strlen(text) != 3 || strspn(text, "0123456789") != 3)
		return false;
	f->status = atoi(text);
	return f->status >= 100;
}

/* A key for the filters; the lengths keep values apart. */
static void
make_filter_key(struct buffer *name, const struct url_query *q, long limit)
{
	static const char *const parts[] = { "hook", "user", "app", "outcome",
					     "before" };
	size_t i;

	buffer_printf(name, "%ld", limit);
	for (i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *value = url_query_value(q, parts[i]);

		buffer_printf(name, " %zu:", value ? strlen(value) + 1 : 0);
		buffer_str(name, value ? value : "");
	}
	buffer_add(name, "", 1);
}

/* Reads the events from the journal; NULL: the journal cannot be read. */
static const struct event_cache_entry *
search_events(struct api *a, struct event_search *f, const char *filter,
	      timestamp now)
{
	struct event_cache_entry *all;
	struct journal_days d = { .dir = -1 };

	if (!a->conf.usable || journal_days_open(&d, a->conf.current.state_dir))
		return NULL;
	all = event_cache_insert(&a->event_cache, filter, now);
	f->arg = all;
	/* Of lines that are not folded yet, the index knows nothing. */
	if (a->index && summary_lag(a->index, a->conf.current.state_dir) <
			    EVENT_SEARCH_BYTES)
		f->index = a->index;
	event_search_run(f, &d);
	journal_days_close(&d);
	event_search_free(f);
	if (f->error.text[0]) {
		all->made_at = 0; /* so that no response uses it */
		return NULL;
	}
	all->from = f->from;
	all->end = f->end;
	all->cut = f->cut;
	return all;
}

static void
write_events(struct buffer *out, const struct event_cache_entry *all,
	     size_t count, bool cut)
{
	size_t i, from = 0;

	buffer_str(out, "{\"events\":[");
	for (i = 0; i < count; from = all->rows[i++].end) {
		if (i)
			buffer_byte(out, ',');
		buffer_add(out, all->text.at + from, all->rows[i].end - from);
	}
	buffer_printf(out,
		      "],\n\"next\":\"%08lld.%lld\",\"cut\":%s,"
		      "\"from\":\"%08lld.%lld\"}\n",
		      (long long)all->end.day, (long long)all->end.offset,
		      cut ? "true" : "false", (long long)all->from.day,
		      (long long)all->from.offset);
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	struct event_search f = {
		.hook = url_query_value(q, "hook"),
		.user = url_query_value(q, "user"),
		.app = url_query_value(q, "app"),
		.since = url_query_value(q, "after") != NULL,
		.limit = LIMIT_DEFAULT,
		.each = add_event,
	};
	timestamp now = timestamp_now();
	const struct event_cache_entry *all = NULL;
	struct buffer filter = { 0 };

	if (!params_pair(q, "after", &f.after.day, &f.after.offset)) {
		api_refuse_value(r, &events_resource, q, "after");
		return;
	}
	if (!params_pair(q, "before", &f.before.day, &f.before.offset)) {
		api_refuse_value(r, &events_resource, q, "before");
		return;
	}
	if (!params_number(q, "limit", 1, EVENT_CACHE_ROWS, &f.limit)) {
		api_refuse_value(r, &events_resource, q, "limit");
		return;
	}
	if (!read_outcome(&f, url_query_value(q, "outcome"))) {
		api_refuse_value(r, &events_resource, q, "outcome");
		return;
	}
	make_filter_key(&filter, q, f.limit);
	if (r->allow_cached)
		all = event_cache_find(&a->event_cache, filter.at, f.since,
				       f.after, now);
	if (all)
		write_events(&r->body, all,
			     event_cache_count(all, f.since, f.after),
			     event_cache_is_cut(all, f.since, f.after));
	else if ((all = search_events(a, &f, filter.at, now)))
		write_events(&r->body, all, all->count, all->cut);
	else
		api_refuse(r, 503, "%s",
			   f.error.text[0] ? f.error.text
					   : "the journal cannot be read");
	buffer_free(&filter);
}

const struct resource events_resource = {
	.name = "events",
	.summary = "the last hooks that were answered, latest first",
	.parameters = {
		{ "after", "the member next of the last response: only what came since" },
		{ "before", "the member from of a response that is cut: what came before that" },
		{ "hook", "the name of a hook, in any case" },
		{ "user", "a user, whoever called or wrote" },
		{ "app", "an appKey" },
		{ "outcome", "answered, refused, warned, or a status such as 403" },
		{ "limit", "1 to 500 (50)" },
	},
	.answer = answer,
};
