/* carried - the sums of lines that purge removed, in a line of their own. */

#include "carried.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/lines.h"
#include "base/sql.h"
#include "base/str.h"
#include "protocol/hook_roles.h"

/*
 * Anybody may send hooks by any names.  With so many rows, names that the index
 * does not know become OTHER_HOOK, as they are in the metrics.
 */
#define ROWS_MAX 1000
#define OTHER_HOOK "unknown"

void
carried_free(struct carried *c)
{
	free(c->counts);
	free(c->times);
	hash_index_free(&c->by_key);
	*c = (struct carried){ 0 };
}

static uint64_t
hash_of(const char *hook, int status, const char *rule)
{
	uint64_t h = hash_bytes(HASH_START, hook, strlen(hook) + 1);

	h = hash_bytes(h, &status, sizeof status);
	h = hash_bytes(h, rule, strlen(rule));
	return h ^ h >> 32;
}

/* Makes room for row n of an array that doubles. */
static void *
grow(void *rows, size_t n, size_t size)
{
	if (n >= 16 && (n & (n - 1)))
		return rows;
	rows = reallocarray(rows, n < 16 ? 16 : n * 2, size);
	if (!rows)
		die(EXIT_TEMPORARY, "summing up the journal:");
	return rows;
}

/* Of a row, in by_key: from 1, odd for counts and even for times. */
#define COUNT_NUMBER(i) ((int64_t)(i)*2 + 1)
#define TIME_NUMBER(i) ((int64_t)(i)*2 + 2)

static struct hook_count *
find_count(const struct carried *c, const char *hook, int status,
	   const char *rule)
{
	size_t position = 0;
	int64_t n;

	while ((n = hash_index_next(&c->by_key, hash_of(hook, status, rule),
				    &position))) {
		struct hook_counts_row *row = &c->counts[(n - 1) / 2];

		if (n % 2 && row->sum.status == status &&
		    strcmp(row->hook, hook) == 0 &&
		    strcmp(row->rule, rule) == 0)
			return &row->sum;
	}
	return NULL;
}

/* The row, made if it does not exist. */
static struct hook_count *
count_of(struct carried *c, const char *hook, int status, const char *rule)
{
	struct hook_count *sum = find_count(c, hook, status, rule);
	struct hook_counts_row *row;

	if (sum)
		return sum;
	c->counts = grow(c->counts, c->count_rows, sizeof *c->counts);
	row = &c->counts[c->count_rows];
	*row = (struct hook_counts_row){ .sum = { .status = status } };
	str_copy(row->hook, sizeof row->hook, hook);
	str_copy(row->rule, sizeof row->rule, rule);
	hash_index_add(&c->by_key, hash_of(hook, status, rule),
		       COUNT_NUMBER(c->count_rows++));
	return &row->sum;
}

static struct time_series_row *
find_time(const struct carried *c, const char *hook, int status)
{
	size_t position = 0;
	int64_t n;

	while ((n = hash_index_next(&c->by_key, hash_of(hook, status, ""),
				    &position))) {
		struct time_series_row *row = &c->times[(n - 1) / 2];

		if (n % 2 == 0 && row->status == status &&
		    strcmp(row->hook, hook) == 0)
			return row;
	}
	return NULL;
}

static struct time_series_row *
time_of(struct carried *c, const char *hook, int status)
{
	struct time_series_row *row = find_time(c, hook, status);

	if (row)
		return row;
	c->times = grow(c->times, c->time_rows, sizeof *c->times);
	row = &c->times[c->time_rows];
	*row =
	    (struct time_series_row){ .unit = SERIES_EVER, .status = status };
	str_copy(row->hook, sizeof row->hook, hook);
	hash_index_add(&c->by_key, hash_of(hook, status, ""),
		       TIME_NUMBER(c->time_rows++));
	return row;
}

static const char *
bounded_name(const struct carried *c, const char *hook)
{
	return c->count_rows < ROWS_MAX || !hook[0] || hook_roles_find(hook)
		   ? hook
		   : OTHER_HOOK;
}

void
carried_add_line(struct carried *c, const struct journal_line *v)
{
	static const struct journal_line malformed = { .hook = "" };
	char hook[sizeof c->counts->hook], rule[sizeof c->counts->rule];
	char timed[sizeof c->times->hook];
	const char *name;

	if (!v) {
		hook_counts_sum(count_of(c, "", 0, ""), &malformed);
		return;
	}
	name = bounded_name(c, v->hook);
	str_copy(hook, sizeof hook, name);
	str_copy(timed, sizeof timed, name);
	str_copy(rule, sizeof rule, hook_counts_rule(v));
	hook_counts_sum(count_of(c, hook, v->status, rule), v);
	time_series_sum(time_of(c, timed, v->status), v->took);
}

static void
add_count(struct carried *c, const struct hook_count *more)
{
	struct hook_count *sum =
	    count_of(c, more->hook, more->status, more->rule);

	sum->count += more->count;
	sum->warnings += more->warnings;
	sum->lost += more->lost;
	sum->took += more->took;
	if (more->last > sum->last)
		sum->last = more->last;
}

static void
add_time(struct carried *c, const struct time_series_row *more)
{
	struct time_series_row *sum = time_of(c, more->hook, more->status);
	size_t i;

	sum->count += more->count;
	sum->took += more->took;
	for (i = 0; i <= SERIES_BOUNDS; i++)
		sum->buckets[i] += more->buckets[i];
}

/* A number that is not negative; 0: missing, or none. */
static uint64_t
number_of(const struct json_scan *s, const struct json_token *value)
{
	return value && value->kind == JSON_NUMBER &&
		       s->text[value->start] != '-'
		   ? strtoull(s->text + value->start, NULL, 10)
		   : 0;
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
	add_count(c, &more);
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
	add_time(c, &more);
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

static void
read_head(struct carried *c, const struct journal_line *v)
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
carried_add(struct carried *c, const struct journal_line *v)
{
	read_head(c, v);
	read_rows(c, v, "counts", read_count);
	read_rows(c, v, "answer_times", read_time);
}

static int
add_index_counts(struct carried *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT hook, status, rule, count, warnings, lost, took, last"
		" FROM hook_count");
	int step = -1;

	while (q && (step = sql_query_step(q)) == 1)
		add_count(c, &(struct hook_count){
				 .hook = sql_query_text(q, 0),
				 .status = (int)sql_query_number(q, 1),
				 .rule = sql_query_text(q, 2),
				 .count = (uint64_t)sql_query_number(q, 3),
				 .warnings = (uint64_t)sql_query_number(q, 4),
				 .lost = (uint64_t)sql_query_number(q, 5),
				 .took = (uint64_t)sql_query_number(q, 6),
				 .last = sql_query_number(q, 7),
			     });
	sql_query_free(q);
	return step;
}

static int
add_index_times(struct carried *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT * FROM series WHERE unit = %d", SERIES_EVER);
	int step = -1, i;

	while (q && (step = sql_query_step(q)) == 1) {
		struct time_series_row more = {
			.status = (int)sql_query_number(q, 3),
			.count = (uint64_t)sql_query_number(q, 4),
			.took = (uint64_t)sql_query_number(q, 5),
		};

		str_copy(more.hook, sizeof more.hook, sql_query_text(q, 2));
		for (i = 0; i <= SERIES_BOUNDS; i++)
			more.buckets[i] = (uint64_t)sql_query_number(q, 6 + i);
		add_time(c, &more);
	}
	sql_query_free(q);
	return step;
}

int
carried_add_index(struct carried *c, struct index *ix)
{
	return add_index_counts(c, index_sql(ix)) ||
		       add_index_times(c, index_sql(ix))
		   ? -1
		   : 0;
}

static void
subtract(uint64_t *from, uint64_t n)
{
	*from -= n < *from ? n : *from;
}

void
carried_subtract(struct carried *c, const struct carried *less)
{
	size_t i, k;

	for (i = 0; i < less->count_rows; i++) {
		const struct hook_counts_row *row = &less->counts[i];
		struct hook_count *sum =
		    find_count(c, row->hook, row->sum.status, row->rule);

		if (!sum)
			continue;
		subtract(&sum->count, row->sum.count);
		subtract(&sum->warnings, row->sum.warnings);
		subtract(&sum->lost, row->sum.lost);
		subtract(&sum->took, row->sum.took);
	}
	for (i = 0; i < less->time_rows; i++) {
		const struct time_series_row *row = &less->times[i];
		struct time_series_row *sum =
		    find_time(c, row->hook, row->status);

		if (!sum)
			continue;
		subtract(&sum->count, row->count);
		subtract(&sum->took, row->took);
		for (k = 0; k <= SERIES_BOUNDS; k++)
			subtract(&sum->buckets[k], row->buckets[k]);
	}
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
carried_write(const struct carried *c, timestamp when, struct buffer *out)
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

int
carried_save(const struct carried *c, struct index *ix)
{
	size_t i;

	for (i = 0; i < c->count_rows; i++) {
		struct hook_count sum = c->counts[i].sum;

		sum.hook = c->counts[i].hook;
		sum.rule = c->counts[i].rule;
		if ((sum.count || sum.lost || sum.took || sum.warnings) &&
		    index_meta_add_count(ix, &sum))
			return -1;
	}
	for (i = 0; i < c->time_rows; i++)
		if ((c->times[i].count || c->times[i].took) &&
		    time_series_save_row(ix, &c->times[i]))
			return -1;
	return 0;
}

bool
carried_is_included(const struct carried *c, unsigned all_run)
{
	return c->run < all_run || (c->run == all_run && !c->all);
}

int
carried_read_head(struct day_reader *day, struct carried *c,
		  struct journal_line *scratch, off_t *end)
{
	struct lines l = {
		.read = day_reader_read_lines,
		.arg = day,
		.end = day_reader_size(day),
	};
	const char *line;
	size_t len;
	int got;

	*end = 0;
	got = lines_next(&l, &line, &len);
	if (got == 1)
		got = journal_line_read(scratch, line, len) && scratch->purged;
	if (got == 1) {
		read_head(c, scratch);
		*end = l.offset;
	}
	lines_free(&l);
	return got;
}

int
carried_open_head(struct day_reader *r, int dir, const struct journal_day *day)
{
	/* How long it is does not matter, and may take long to find out. */
	if (!day->inode || !day->packed.kind)
		return day_reader_open_known(r, dir, day,
					     day->inode ? 0 : INT64_MAX);
	return day_reader_open(r, dir, day->file);
}

int
carried_all_run(const struct journal_days *d, unsigned *run, struct error *e)
{
	struct journal_line scratch = { 0 };
	int got = 0;
	off_t end;
	size_t i;

	*run = 0;
	for (i = 0; i < d->count && got >= 0; i++) {
		struct carried c = { 0 };
		struct day_reader day;

		if (carried_open_head(&day, d->dir, &d->at[i]))
			got = errno == ENOENT ? 0 : day_reader_explain(&day, e);
		else if ((got = carried_read_head(&day, &c, &scratch, &end)) <
			 0)
			day_reader_explain(&day, e);
		day_reader_close(&day);
		if (got == 1 && c.all && c.run > *run)
			*run = c.run;
	}
	journal_line_free(&scratch);
	return got < 0 ? -1 : 0;
}
