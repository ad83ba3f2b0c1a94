/* carried_line - the line of the journal that has the sums of purged lines. */

#include "carried_line.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "base/str.h"
#include "hook_counts.h"

/*
 * Nine years in microseconds: more is no sum of hooks, and the sum of all rows
 * could overflow.
 */
#define NUMBER_MAX (UINT64_C(1) << 48)

/* A number that is not negative, up to NUMBER_MAX; 0: missing, or none. */
static uint64_t
number_of(const struct json_scan *s, const struct json_token *value)
{
	uint64_t n =
	    value && value->kind == JSON_NUMBER && s->text[value->start] != '-'
		? strtoull(s->text + value->start, NULL, 10)
		: 0;

	return n < NUMBER_MAX ? n : NUMBER_MAX;
}

static uint64_t
number_member(const struct json_scan *s, const struct json_token *object,
	      const char *name)
{
	return number_of(s, json_token_member(s, object, name));
}

/* "": missing, or no string.  It may be cut, as rows are. */
static void
text_member(const struct json_scan *s, const struct json_token *object,
	    const char *name, char *into, size_t size)
{
	const struct json_token *value = json_token_member(s, object, name);
	struct buffer text = { 0 };

	into[0] = '\0';
	if (!value || value->kind != JSON_STRING)
		return;
	json_token_decode(s, value, &text);
	buffer_add(&text, "", 1);
	str_copy(into, size, text.at);
	buffer_free(&text);
}

static void
read_count(struct carried *c, const struct json_scan *s,
	   const struct json_token *o)
{
	char hook[sizeof c->counts->hook], rule[sizeof c->counts->rule];
	char last[TIMESTAMP_SIZE];
	struct hook_count more = {
		.hook = hook,
		.rule = rule,
		.status = (int)number_member(s, o, "status"),
		.count = number_member(s, o, "count"),
		.warnings = number_member(s, o, "warnings"),
		.lost = number_member(s, o, "lost"),
		.took = number_member(s, o, "us"),
	};

	text_member(s, o, "hook", hook, sizeof hook);
	text_member(s, o, "rule", rule, sizeof rule);
	text_member(s, o, "last", last, sizeof last);
	if (last[0])
		more.last = timestamp_parse(last);
	carried_add_count(c, &more);
}

static void
read_time(struct carried *c, const struct json_scan *s,
	  const struct json_token *o)
{
	struct time_series_row more = {
		.status = (int)number_member(s, o, "status"),
		.count = number_member(s, o, "count"),
		.took = number_member(s, o, "us"),
	};
	const struct json_token *b = json_token_member(s, o, "buckets"), *t;
	size_t i = 0;

	text_member(s, o, "hook", more.hook, sizeof more.hook);
	if (b && b->kind == JSON_ARRAY)
		for (t = json_token_first(b);
		     t < json_token_end(s, b) && i <= SERIES_BOUNDS;
		     t = json_token_next(s, t))
			more.buckets[i++] = number_of(s, t);
	carried_add_time(c, &more);
}

static void
read_rows(struct carried *c, const struct journal_line *v, const char *name,
	  void (*read)(struct carried *, const struct json_scan *,
		       const struct json_token *))
{
	const struct json_scan *s = &v->scan;
	const struct json_token *rows = json_token_member(s, v->purged, name);
	const struct json_token *t;

	if (!rows || rows->kind != JSON_ARRAY)
		return;
	for (t = json_token_first(rows); t < json_token_end(s, rows);
	     t = json_token_next(s, t))
		if (t->kind == JSON_OBJECT)
			read(c, s, t);
}

void
carried_line_read_head(struct carried *c, const struct journal_line *v)
{
	const struct json_scan *s = &v->scan;
	const struct json_token *all = json_token_member(s, v->purged, "all");
	unsigned run = (unsigned)number_member(s, v->purged, "run");
	char before[sizeof c->before];

	if (run > c->run)
		c->run = run;
	c->all = c->all || (all && all->kind == JSON_BOOLEAN &&
			    s->text[all->start] == 't');
	text_member(s, v->purged, "before", before, sizeof before);
	if (strcmp(before, c->before) > 0)
		str_copy(c->before, sizeof c->before, before);
}

void
carried_line_add(struct carried *c, const struct journal_line *v)
{
	carried_line_read_head(c, v);
	read_rows(c, v, "counts", read_count);
	read_rows(c, v, "answer_times", read_time);
	carried_set_purged(c);
}

static void
write_text(struct buffer *out, const char *name, const char *text)
{
	buffer_printf(out, "\"%s\":", name);
	json_write_string(out, text, strlen(text));
	buffer_byte(out, ',');
}

static void
write_count(const struct hook_counts_row *row, struct buffer *out)
{
	char last[TIMESTAMP_SIZE];

	buffer_byte(out, '{');
	write_text(out, "hook", row->hook);
	buffer_printf(out, "\"status\":%d,", row->sum.status);
	write_text(out, "rule", row->rule);
	if (row->sum.last > 0) {
		timestamp_format(last, sizeof last, row->sum.last);
		write_text(out, "last", last);
	}
	buffer_printf(out,
		      "\"count\":%llu,\"warnings\":%llu,\"lost\":%llu,"
		      "\"us\":%llu}",
		      (unsigned long long)row->sum.count,
		      (unsigned long long)row->sum.warnings,
		      (unsigned long long)row->sum.lost,
		      (unsigned long long)row->sum.took);
}

static void
write_time(const struct time_series_row *row, struct buffer *out)
{
	size_t i;

	buffer_byte(out, '{');
	write_text(out, "hook", row->hook);
	buffer_printf(out,
		      "\"status\":%d,\"count\":%llu,\"us\":%llu,"
		      "\"buckets\":",
		      row->status, (unsigned long long)row->count,
		      (unsigned long long)row->took);
	for (i = 0; i <= SERIES_BOUNDS; i++)
		buffer_printf(out, "%s%llu", i ? "," : "[",
			      (unsigned long long)row->buckets[i]);
	buffer_str(out, "]}");
}

void
carried_line_write(const struct carried *c, timestamp when, struct buffer *out)
{
	char time[TIMESTAMP_SIZE];
	size_t i;

	timestamp_format(time, sizeof time, when);
	buffer_printf(out,
		      "{\"time\":\"%s\",\"hook\":\"\",\"status\":0,\"us\":0,"
		      "\"purged\":{\"run\":%u,\"all\":%s,\"before\":\"%s\","
		      "\"counts\":[",
		      time, c->run, c->all ? "true" : "false", c->before);
	for (i = 0; i < c->count_rows; i++) {
		buffer_str(out, i ? "," : "");
		write_count(&c->counts[i], out);
	}
	buffer_str(out, "],\"answer_times\":[");
	for (i = 0; i < c->time_rows; i++) {
		buffer_str(out, i ? "," : "");
		write_time(&c->times[i], out);
	}
	buffer_str(out, "]}}\n");
}
