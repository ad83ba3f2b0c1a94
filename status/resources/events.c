/* events - the hooks that were answered, as they happen. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "index/entity.h"
#include "status/api.h"
#include "status/event_search.h"
#include "status/freshness.h"
#include "status/http/params.h"

#define LIMIT 50

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	buffer_printf(out, ",\"%s\":", name);
	json_add_string(out, text, strlen(text));
}

static const char *
first_of(const struct event *e, const enum body_member *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (e->body[list[i]] && e->body[list[i]][0])
			return e->body[list[i]];
	return NULL;
}

/* Only what is known by name is told: no body, and so no secret in one. */
static void
add_event(void *arg, const struct event *e, struct place at)
{
	static const enum body_member sources[] = { MEMBER_CALLER, MEMBER_FROM,
						    MEMBER_SIP_LOGIN,
						    MEMBER_NAME };
	static const enum body_member targets[] = { MEMBER_CALLEE, MEMBER_TO,
						    MEMBER_TARGET };
	struct latest_feed *all = arg;
	struct buffer *out = &all->text;
	char time[MOMENT_SIZE];
	enum about about;
	const char *id;

	moment_write(time, sizeof time, e->time);
	buffer_printf(out,
		      "\n{\"at\":\"%lld.%lld\",\"time\":\"%s\",\"http\":%d",
		      (long long)at.day, (long long)at.offset, time, e->status);
	if (e->took >= 0)
		buffer_printf(out, ",\"us\":%ld", e->took);
	add_text(out, "hook", e->hook);
	add_text(out, "app", e->app);
	add_text(out, "src", first_of(e, sources, 4));
	add_text(out, "dst", first_of(e, targets, 3));
	add_text(out, "status", e->body[MEMBER_STATUS]);
	add_text(out, "reason", e->reason);
	add_text(out, "rule", e->rule);
	add_text(out, "info", e->body[MEMBER_INFO]);
	if (e->odd)
		buffer_printf(out, ",\"odd\":%u", e->odd);
	if (e->lost)
		buffer_printf(out, ",\"lost\":%u", e->lost);
	if (entity_of(e, &about, &id)) {
		add_text(out, "about", about_names[about]);
		add_text(out, "id", id);
		if (about != CONNECTION)
			add_text(out, "connection", entity_connection(e));
	}
	buffer_str(out, "}");
	latest_add(all, at);
}

static bool
read_outcome(struct feed *f, const char *text)
{
	static const char *const names[] = {
		[ANSWERED] = "answered",
		[REFUSED] = "refused",
		[ODD] = "odd",
	};
	unsigned i;

	if (!text)
		return true;
	for (i = ANSWERED; i <= ODD; i++)
		if (strcmp(text, names[i]) == 0) {
			f->outcome = i;
			return true;
		}
	if (strlen(text) != 3 || strspn(text, "0123456789") != 3)
		return false;
	f->status = atoi(text);
	return f->status >= 100;
}

/* What tells one filter from others: the lengths part what is in them. */
static void
name_filter(struct buffer *name, const struct inquiry *q, long limit)
{
	static const char *const parts[] = { "hook", "user", "app", "outcome" };
	size_t i;

	buffer_printf(name, "%ld", limit);
	for (i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *value = inquiry_value(q, parts[i]);

		buffer_printf(name, " %zu:", value ? strlen(value) + 1 : 0);
		buffer_str(name, value ? value : "");
	}
	buffer_add(name, "", 1);
}

/* Those that are told, read anew; NULL: the journal cannot be read. */
static const struct latest_feed *
read_them(struct api *a, struct feed *f, const char *filter, moment now)
{
	struct latest_feed *all;
	struct days d = { .dir = -1 };

	if (!a->conf.good || days_open(&d, a->conf.now.state_dir))
		return NULL;
	all = latest_place(&a->latest, filter, now);
	f->arg = all;
	feed_read(f, &d);
	all->from = f->from;
	all->end = f->end;
	all->cut = f->cut;
	feed_free(f);
	days_close(&d);
	return all;
}

static void
tell(struct buffer *out, const struct latest_feed *all, size_t count, bool cut)
{
	size_t i, from = 0;

	buffer_str(out, "{\"events\":[");
	for (i = 0; i < count; from = all->rows[i++].end) {
		if (i)
			buffer_byte(out, ',');
		buffer_add(out, all->text.at + from, all->rows[i].end - from);
	}
	buffer_printf(out, "],\n\"next\":\"%08lld.%lld\",\"cut\":%s}\n",
		      (long long)all->end.day, (long long)all->end.offset,
		      cut ? "true" : "false");
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	struct feed f = {
		.hook = inquiry_value(q, "hook"),
		.user = inquiry_value(q, "user"),
		.app = inquiry_value(q, "app"),
		.since = inquiry_value(q, "after") != NULL,
		.limit = LIMIT,
		.each = add_event,
	};
	moment now = fresh_now();
	const struct latest_feed *all = NULL;
	struct buffer filter = { 0 };

	if (!given_pair(q, "after", &f.after.day, &f.after.offset)) {
		report_misused(r, &events, q, "after");
		return;
	}
	if (!given_number(q, "limit", 1, LATEST_ROWS, &f.limit)) {
		report_misused(r, &events, q, "limit");
		return;
	}
	if (!read_outcome(&f, inquiry_value(q, "outcome"))) {
		report_misused(r, &events, q, "outcome");
		return;
	}
	name_filter(&filter, q, f.limit);
	if (r->may_be_old)
		all = latest_find(&a->latest, filter.at, f.since, f.after, now);
	if (all)
		tell(&r->body, all, latest_count(all, f.since, f.after),
		     latest_is_cut(all, f.since, f.after));
	else if ((all = read_them(a, &f, filter.at, now)))
		tell(&r->body, all, all->count, all->cut);
	else
		report_refuse(r, 503, "the journal cannot be read");
	buffer_free(&filter);
}

const struct resource events = {
	.name = "events",
	.summary = "the hooks that were answered, the latest first",
	.accepted = {
		{ "after", "what an answer has as next: what came since" },
		{ "hook", "a hook's name, however it is spelled" },
		{ "user", "a user, whoever called or wrote" },
		{ "app", "an appKey" },
		{ "outcome", "answered, refused, odd, or a status like 403" },
		{ "limit", "1 to 500 (50)" },
	},
	.answer = answer,
};
