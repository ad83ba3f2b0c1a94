/* hooks_source - the hooks that come after a position. */

#include "hooks_source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "base/hash.h"
#include "base/json_token.h"
#include "base/lines.h"
#include "base/str.h"
#include "day_resume.h"
#include "index/checkpoints.h"
#include "journal/day_reader.h"

/* So many lines are looked at at once. */
#define LINES_MAX 2000

/* The name of a day before all others. */
#define FIRST_DAY "00000000.ndjson"

struct collecting {
	const struct delivery_conf *conf; /* NULL: the hook `wanted` */
	const char *destination;
	const char *wanted; /* its id */
	struct batch *batch;
	size_t max;
	unsigned lines;
	struct json_scan line, body;
	struct buffer decoded;
};

static bool
is_done(const struct collecting *c)
{
	if (c->wanted)
		return c->batch->count > 0;
	return c->lines >= LINES_MAX || batch_is_full(c->batch, c->max);
}

/* The deliveries of the hook that choose its body. */
static const struct delivery *
choose(struct collecting *c, const struct json_token *hook,
       const struct json_token *body)
{
	bool scanned = false;
	size_t i;

	for (i = 0; i < c->conf->delivery_count; i++) {
		const struct delivery *d = &c->conf->deliveries[i];

		if (strcmp(d->destination, c->destination) != 0 ||
		    !json_token_equals(&c->line, hook, d->what,
				       strlen(d->what)))
			continue;
		if (!d->condition_count)
			return d;
		if (!body)
			continue;
		if (!scanned && json_scan(&c->body, c->line.text + body->start,
					  body->end - body->start))
			continue;
		scanned = true;
		if (delivery_matches(d, &c->body))
			return d;
	}
	return NULL;
}

static timestamp
time_of(struct collecting *c)
{
	const struct json_token *t =
	    json_token_member(&c->line, json_token_root(&c->line), "time");

	if (!t || t->kind != JSON_STRING)
		return -1;
	c->decoded.len = 0;
	json_token_decode(&c->line, t, &c->decoded);
	buffer_byte(&c->decoded, '\0');
	return timestamp_parse(c->decoded.at);
}

/* Any program may write lines, so one may be no record of a hook. */
static void
add_line(struct collecting *c, const char *line, size_t len, timestamp *time)
{
	const struct json_token *root, *hook, *body;
	char hex[DIGEST_HEX_SIZE], id[MESSAGE_ID_SIZE];
	const struct delivery *d = NULL;
	timestamp when;

	c->lines++;
	c->line.extra_depth = JSON_SCAN_EXTRA_MAX;
	if (json_scan(&c->line, line, len))
		return;
	root = json_token_root(&c->line);
	hook = json_token_member(&c->line, root, "hook");
	body = json_token_member(&c->line, root, "body");
	when = time_of(c);
	if (!hook || hook->kind != JSON_STRING || when < 0)
		return;
	*time = when;
	if (c->conf)
		d = choose(c, hook,
			   body && body->kind == JSON_OBJECT ? body : NULL);
	if (c->conf && !d)
		return;
	digest_sha256_hex(hex, (struct bytes){ line, len });
	snprintf(id, sizeof id, "hook_%.32s", hex);
	if (c->wanted && strcmp(id, c->wanted) != 0)
		return;
	c->decoded.len = 0;
	json_token_decode(&c->line, hook, &c->decoded);
	buffer_byte(&c->decoded, '\0');
	batch_begin_message(c->batch, id, d ? d->what : c->decoded.at, when);
	buffer_add(&c->batch->text, line, len);
	batch_end_message(c->batch);
}

static int
read_lines(struct collecting *c, struct day_reader *r, struct delivery_day *d)
{
	struct lines lines = {
		.read = day_reader_read_lines,
		.arg = r,
		.offset = d->offset,
		.end = day_reader_size(r),
	};
	const off_t start = d->offset;
	const char *line;
	size_t len;
	int got = 1;

	while (!is_done(c) && (got = lines_next(&lines, &line, &len)) == 1) {
		add_line(c, line, len, &d->time);
		d->lines += d->lines >= 0;
	}
	d->offset = lines.offset;
	lines_free(&lines);
	if (d->offset != start) {
		d->fingerprint = checkpoints_fingerprint(r, d->offset);
		c->batch->moved = true;
	}
	return got;
}

static int
read_day(struct collecting *c, int dir, struct delivery_day *d, struct error *e)
{
	struct day_reader r;
	int bad = day_reader_open(&r, dir, d->file);

	if (bad)
		return errno == ENOENT ? 0 : day_reader_explain(&r, e);
	bad = day_resume(&r, d) || read_lines(c, &r, d) < 0;
	if (bad)
		day_reader_explain(&r, e);
	day_reader_close(&r);
	return bad ? -1 : 0;
}

static struct delivery_day *
find_day(struct delivery_position *p, const char *file)
{
	size_t i;

	for (i = 0; i < p->day_count; i++)
		if (strcmp(p->days[i].file, file) == 0)
			return &p->days[i];
	return NULL;
}

/* Adds a day after those that are known; NULL: it is too early, or too late. */
static struct delivery_day *
add_day(struct delivery_position *p, const char *file)
{
	struct delivery_day *d;
	size_t i = p->day_count;

	if (p->day_count == DELIVERY_POSITION_DAYS ||
	    strcmp(file, p->days[0].file) < 0)
		return NULL;
	while (i > 0 && strcmp(p->days[i - 1].file, file) > 0)
		i--;
	memmove(p->days + i + 1, p->days + i,
		(p->day_count - i) * sizeof *p->days);
	p->day_count++;
	d = &p->days[i];
	*d = (struct delivery_day){ 0 };
	str_copy(d->file, sizeof d->file, file);
	return d;
}

/*
 * Leaves out days before the last two of the journal, and before yesterday by
 * the clock, from the earliest on: nobody writes to them any more.
 */
static void
leave_old_days(struct delivery_position *p, const struct journal_days *j)
{
	char keep[DAY_FILE_SIZE];
	size_t i = 0;

	day_file_name(keep, time(NULL) - 86400L);
	if (j->count < 2)
		return;
	if (strcmp(j->at[j->count - 2].file, keep) < 0)
		str_copy(keep, sizeof keep, j->at[j->count - 2].file);
	while (i + 1 < p->day_count && strcmp(p->days[i].file, keep) < 0)
		i++;
	memmove(p->days, p->days + i, (p->day_count - i) * sizeof *p->days);
	p->day_count -= i;
}

static int
collect(struct collecting *c, const struct journal_days *j, struct error *e)
{
	struct delivery_position *p = &c->batch->after;
	struct delivery_day *d;
	size_t i;

	for (i = 0; i < j->count && !is_done(c); i++) {
		d = find_day(p, j->at[i].file);
		if (!d && strcmp(j->at[i].file, p->days[0].file) < 0)
			continue;
		if (!d && p->day_count == DELIVERY_POSITION_DAYS)
			leave_old_days(p, &(struct journal_days){
					      .at = j->at, .count = i + 1 });
		if (!d)
			d = add_day(p, j->at[i].file);
		if (!d)
			break;
		if (read_day(c, j->dir, d, e))
			return -1;
	}
	if (!is_done(c))
		leave_old_days(p, j);
	return 0;
}

int
hooks_source_collect(const char *state_dir, const struct delivery_conf *conf,
		     const char *destination, struct batch *b, size_t max,
		     bool *rest, struct error *e)
{
	struct collecting c = {
		.conf = conf,
		.destination = destination,
		.batch = b,
		.max = max,
	};
	struct journal_days j;
	int bad;

	*rest = false;
	if (journal_days_open(&j, state_dir))
		return error_set(e, "cannot list %s/journal:", state_dir);
	bad = collect(&c, &j, e);
	*rest = is_done(&c);
	journal_days_close(&j);
	json_scan_free(&c.line);
	json_scan_free(&c.body);
	buffer_free(&c.decoded);
	return bad;
}

static int
begin_at_end(struct delivery_position *p, const struct journal_days *j,
	     struct error *e)
{
	size_t i = j->count > 2 ? j->count - 2 : 0;
	struct delivery_day *d;
	struct day_reader r;

	for (; i < j->count; i++) {
		d = &p->days[p->day_count++];
		*d = (struct delivery_day){
			.time = timestamp_now(),
			.lines = -1,
		};
		str_copy(d->file, sizeof d->file, j->at[i].file);
		if (day_reader_open(&r, j->dir, d->file))
			return day_reader_explain(&r, e);
		d->offset = day_reader_end(&r);
		if (d->offset >= 0)
			d->fingerprint = checkpoints_fingerprint(&r, d->offset);
		else
			day_reader_explain(&r, e);
		day_reader_close(&r);
		if (d->offset < 0)
			return -1;
	}
	return 0;
}

int
hooks_source_begin(const char *state_dir, struct delivery_position *p,
		   bool from_beginning, struct error *e)
{
	struct journal_days j;
	int bad = 0;

	p->day_count = 0;
	if (journal_days_open(&j, state_dir))
		return error_set(e, "cannot list %s/journal:", state_dir);
	if (!from_beginning)
		bad = begin_at_end(p, &j, e);
	if (!p->day_count) {
		p->days[p->day_count++] = (struct delivery_day){ 0 };
		str_copy(p->days[0].file, sizeof p->days[0].file, FIRST_DAY);
	}
	journal_days_close(&j);
	return bad;
}

/* A hook that came around midnight may be in the next day's file. */
int
hooks_source_find(const char *state_dir, const struct dead_letter *l,
		  struct batch *b, struct error *e)
{
	struct collecting c = { .wanted = l->id, .batch = b, .max = 1 };
	struct journal_days j;
	int i, bad = 0;

	if (journal_days_open(&j, state_dir))
		return error_set(e, "cannot list %s/journal:", state_dir);
	for (i = 0; i < 2 && !bad && !b->count; i++) {
		struct delivery_day d = { 0 };

		day_file_name(d.file, (time_t)(l->when / TIMESTAMP_SECOND) +
					  i * 86400L);
		bad = read_day(&c, j.dir, &d, e);
	}
	journal_days_close(&j);
	json_scan_free(&c.line);
	json_scan_free(&c.body);
	buffer_free(&c.decoded);
	return bad ? -1 : b->count > 0;
}
