/* purge_days - takes the lines before a date out of the journal. */

#include "purge_days.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/lock.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "carried_heads.h"
#include "carried_line.h"
#include "journal/day_lock.h"
#include "journal/day_reader.h"
#include "journal/journal_cut.h"

struct purge {
	const struct journal_days *days;
	const struct entity_keys *keys;
	char before[DAY_FILE_DATE_SIZE];
	char first_kept[DAY_FILE_SIZE]; /* the file of that date */
	struct carried_heads heads;	/* before this purge */
	struct error *error;
	/* Of the file in hand: */
	const char *file;
	struct carried sums;
	struct journal_line line;
	bool is_first; /* the next line of the file is */
};

/* This purge's run. */
static unsigned
run_of(const struct purge *p)
{
	return p->heads.run + 1;
}

static void
start(void *arg)
{
	struct purge *p = arg;

	carried_free(&p->sums);
	p->is_first = true;
}

/* Is the line that was read the file's carried line?  Only the first can be. */
static bool
is_carried(struct purge *p, bool is_malformed)
{
	bool is_first = p->is_first;

	p->is_first = false;
	return is_first && is_malformed && p->line.purged;
}

static bool
keeps(void *arg, const char *line, size_t len)
{
	struct purge *p = arg;
	bool bad = journal_line_read(&p->line, line, len) != 0;

	if (is_carried(p, bad)) {
		carried_heads_add(&p->heads, &p->sums, &p->line);
		return false;
	}
	if (!bad && entity_keys_has(p->keys, &p->line))
		return true;
	if (!bad)
		carried_add_line(&p->sums, &p->line);
	else if (len > 0)
		carried_add_line(&p->sums, NULL);
	return false;
}

static void
add_head(void *arg, struct buffer *out)
{
	struct purge *p = arg;

	if (p->sums.run == 0)
		p->sums.run = run_of(p);
	if (strcmp(p->before, p->sums.before) > 0)
		str_copy(p->sums.before, sizeof p->sums.before, p->before);
	carried_set_purged(&p->sums);
	carried_line_write(&p->sums, journal_days_midnight(p->file), out);
}

static int
failed(const struct purge *p, const char *doing, const char *file)
{
	return error_set(p->error, "cannot %s journal/%s: %s", doing, file,
			 day_lock_error(errno));
}

static int
cut_day(struct purge *p, const char *file)
{
	const struct journal_cut by = {
		.start = start,
		.keeps = keeps,
		.add_head = add_head,
		.arg = p,
	};

	p->file = file;
	return journal_cut_day(p->days, file, &by) ? failed(p, "purge", file)
						   : 0;
}

/* The sums of all files, as the head of one. */
struct merge {
	struct purge *purge;
	struct carried total;
};

static void
start_merge(void *arg)
{
	struct merge *m = arg;

	m->purge->is_first = true;
}

static bool
is_hook(void *arg, const char *line, size_t len)
{
	struct purge *p = ((struct merge *)arg)->purge;

	return !is_carried(p, journal_line_read(&p->line, line, len) != 0);
}

static void
add_total(void *arg, struct buffer *out)
{
	struct merge *m = arg;

	carried_line_write(&m->total, journal_days_midnight(m->purge->file),
			   out);
}

/* Adds the sums of a file's carried line, unless another one includes them. */
static int
add_sums(struct purge *p, const char *file, struct carried *total)
{
	struct day_reader from;
	struct lines l = { .read = day_reader_read_lines, .arg = &from };
	const char *line;
	size_t len;
	int got;

	if (day_reader_open(&from, p->days->dir, file))
		return errno == ENOENT ? 0 : -1;
	l.end = day_reader_size(&from);
	got = l.end < 0 ? -1 : lines_next(&l, &line, &len);
	if (got == 1 && journal_line_read(&p->line, line, len) &&
	    p->line.purged)
		carried_heads_add(&p->heads, total, &p->line);
	lines_free(&l);
	day_reader_close(&from);
	return got < 0 ? -1 : 0;
}

/* Moves all sums into one file. */
static int
merge(struct purge *p, const char *into)
{
	struct merge m = { .purge = p };
	const struct journal_cut by = {
		.start = start_merge,
		.keeps = is_hook,
		.add_head = add_total,
		.arg = &m,
	};
	size_t i;
	int bad = 0;

	for (i = 0; i < p->days->count && !bad; i++)
		if (add_sums(p, p->days->at[i].file, &m.total))
			bad = failed(p, "read", p->days->at[i].file);
	m.total.run = run_of(p);
	m.total.all = true;
	p->file = into;
	if (!bad && journal_cut_day(p->days, into, &by))
		bad = failed(p, "purge", into);
	carried_free(&m.total);
	return bad;
}

/* The number of the last day that has a carried line, from 1; 0: none has. */
static size_t
last_carrier(const struct purge *p, const struct carried_heads *now)
{
	size_t i;

	for (i = p->days->count; i > 0; i--)
		if (now->at[i - 1].end > 0)
			break;
	return i;
}

/* Does only one carried line count, in that day, with the sums of all? */
static bool
is_merged(const struct purge *p, const struct carried_heads *now, size_t last)
{
	unsigned counted = 0;
	bool are_in_last = false;
	size_t i;

	for (i = 0; i < p->days->count; i++) {
		const struct carried_head *h = &now->at[i];

		if (h->end == 0 ||
		    carried_heads_include(&p->heads, h->run, h->all))
			continue;
		counted++;
		are_in_last = h->all && i + 1 == last;
	}
	return are_in_last && counted == 1;
}

/* Removes files that have nothing but sums that are in another one now. */
static int
remove_empty(struct purge *p, const struct carried_heads *now, size_t last)
{
	size_t i;

	for (i = 0; i < p->days->count; i++) {
		const char *file = p->days->at[i].file;

		if (strcmp(file, p->first_kept) >= 0 || i + 1 == last)
			continue;
		if (journal_cut_remove(p->days, file, now->at[i].end))
			return failed(p, "remove", file);
	}
	return sync_dir(p->days->dir) ? failed(p, "write", "") : 0;
}

static int
merge_and_remove(struct purge *p)
{
	struct carried_heads now;
	size_t last;
	int bad = carried_heads_read(&now, p->days, p->error);

	if (!bad) {
		last = last_carrier(p, &now);
		bad = (last && !is_merged(p, &now, last) &&
		       merge(p, p->days->at[last - 1].file)) ||
			      remove_empty(p, &now, last)
			  ? -1
			  : 0;
	}
	carried_heads_free(&now);
	return bad;
}

static int
compare_bytes(const void *a, const void *b)
{
	const struct purge_day *x = a, *y = b;
	const uint64_t of_x = x->bytes - x->kept_bytes;
	const uint64_t of_y = y->bytes - y->kept_bytes;

	return of_x < of_y ? 1 : of_x > of_y ? -1 : 0;
}

/* The day that frees most goes first, because the disk may be full. */
static int
cut_days(struct purge *p, struct purge_day *days, size_t count)
{
	size_t i;

	qsort(days, count, sizeof *days, compare_bytes);
	for (i = 0; i < count; i++)
		if (days[i].lines > days[i].kept_lines &&
		    cut_day(p, days[i].file))
			return -1;
	return 0;
}

static bool
is_full(void)
{
	return errno == ENOSPC || errno == EDQUOT;
}

static int
purge_locked(struct purge *p, struct purge_day *days, size_t count)
{
	/* Without space for that, killing it can leave halves. */
	if (entity_keys_write(p->keys, p->days->dir) && !is_full())
		return failed(p, "write", ".purge");
	if (carried_heads_read(&p->heads, p->days, p->error) ||
	    cut_days(p, days, count) || merge_and_remove(p))
		return -1;
	return entity_keys_remove(p->days->dir) ? failed(p, "remove", ".purge")
						: 0;
}

int
purge_days_check(const struct journal_days *d, const struct purge_day *days,
		 size_t count, struct error *e)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (days[i].lines > days[i].kept_lines &&
		    day_lock_check(d, days[i].file, e))
			return -1;
	return 0;
}

static int
purge_with(const struct journal_days *d, const struct entity_keys *keys,
	   struct purge_day *days, size_t count, struct error *e)
{
	struct purge p = { .days = d, .keys = keys, .error = e };
	int bad;

	day_file_date(p.before, keys->before);
	snprintf(p.first_kept, sizeof p.first_kept, "%.8s.ndjson",
		 keys->before);
	bad = purge_locked(&p, days, count);
	carried_heads_free(&p.heads);
	carried_free(&p.sums);
	journal_line_free(&p.line);
	return bad;
}

/* One purge at a time. */
static int
lock_days(const struct journal_days *d, struct error *e)
{
	return day_lock_take(d, ".", d->dir)
		   ? error_set(e, "cannot lock the journal: %s",
			       day_lock_error(errno))
		   : 0;
}

int
purge_days(const struct journal_days *d, const struct entity_keys *keys,
	   struct purge_day *days, size_t count, struct error *e)
{
	int bad;

	if (lock_days(d, e))
		return -1;
	bad = purge_with(d, keys, days, count, e);
	lock_release(d->dir);
	return bad;
}

int
purge_days_resume(const struct journal_days *d, struct error *e)
{
	struct entity_keys keys = { 0 };
	struct purge_day *days = NULL;
	size_t count;
	int bad;

	if (lock_days(d, e))
		return -1;
	bad = entity_keys_read(&keys, d->dir)
		  ? error_set(e, "cannot read journal/.purge:")
		  : 0;
	if (!bad && keys.before[0])
		bad = purge_count_days(d, &keys, &days, &count, e) ||
			      purge_with(d, &keys, days, count, e)
			  ? -1
			  : 0;
	free(days);
	entity_keys_free(&keys);
	lock_release(d->dir);
	return bad;
}
