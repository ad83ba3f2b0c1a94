/* purge_days - takes the lines before a date out of the journal. */

#include "purge_days.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/lines.h"
#include "base/lock.h"
#include "base/str.h"
#include "index/carried.h"
#include "index/carried_line.h"
#include "journal/day_reader.h"
#include "journal/journal_cut.h"

struct purge {
	const struct journal_days *days;
	const struct entity_keys *keys;
	char before[sizeof "2026-11-23"];
	char first_kept[DAY_FILE_SIZE]; /* the file of that date */
	unsigned all_run;		/* of the carried lines there are */
	unsigned run;			/* this purge */
	/* Of the file in hand: */
	const char *file;
	struct carried sums;
	struct journal_line line;
};

/* The head of a day's file; `size` of all of it. */
struct head {
	struct carried carried; /* without its sums */
	bool is_carried;
	off_t end, size;
};

static int
read_head(struct purge *p, const char *file, struct head *h)
{
	struct day_reader day;
	int got;

	*h = (struct head){ .end = 0 };
	if (day_reader_open(&day, p->days->dir, file))
		return -1;
	got = carried_read_head(&day, &h->carried, &p->line, &h->end);
	h->size = day_reader_size(&day);
	h->is_carried = got == 1;
	day_reader_close(&day);
	return got < 0 ? -1 : 0;
}

int
purge_days_count(const struct journal_days *d, const struct entity_keys *keys,
		 struct purge_day *day)
{
	struct day_reader from;
	struct lines l = { .read = day_reader_read_lines, .arg = &from };
	struct journal_line v = { 0 };
	const char *line;
	size_t len;
	int got;

	if (day_reader_open(&from, d->dir, day->file))
		return -1;
	l.end = day_reader_size(&from);
	while ((got = lines_next(&l, &line, &len)) == 1) {
		bool bad = journal_line_read(&v, line, len) != 0;

		if (bad && v.purged)
			continue;
		day->lines++;
		day->bytes += len + 1;
		if (bad || !entity_keys_has(keys, &v))
			continue;
		day->kept_lines++;
		day->kept_bytes += len + 1;
	}
	journal_line_free(&v);
	lines_free(&l);
	day_reader_close(&from);
	return got;
}

static void
start(void *arg)
{
	struct purge *p = arg;

	carried_free(&p->sums);
}

static bool
keeps(void *arg, const char *line, size_t len)
{
	struct purge *p = arg;
	bool bad = journal_line_read(&p->line, line, len) != 0;
	struct carried one = { 0 };

	if (bad && p->line.purged) {
		carried_line_add(&one, &p->line);
		if (!carried_is_included(&one, p->all_run))
			carried_line_add(&p->sums, &p->line);
		carried_free(&one);
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
		p->sums.run = p->run;
	if (strcmp(p->before, p->sums.before) > 0)
		str_copy(p->sums.before, sizeof p->sums.before, p->before);
	carried_line_write(&p->sums, journal_days_midnight(p->file), out);
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
	return journal_cut_day(p->days, file, &by);
}

/* The sums of all files, as the head of one. */
struct merge {
	struct purge *purge;
	struct carried total;
};

static void
start_merge(void *arg)
{
	(void)arg;
}

static bool
is_hook(void *arg, const char *line, size_t len)
{
	struct merge *m = arg;

	return journal_line_read(&m->purge->line, line, len) == 0 ||
	       !m->purge->line.purged;
}

static void
add_total(void *arg, struct buffer *out)
{
	struct merge *m = arg;

	carried_line_write(&m->total, journal_days_midnight(m->purge->file),
			   out);
}

/* Adds the sums of a file's carried lines that no other line includes. */
static int
add_sums(struct purge *p, const char *file, struct carried *total)
{
	struct day_reader from;
	struct lines l = { .read = day_reader_read_lines, .arg = &from };
	const char *line;
	size_t len;
	int got;

	if (day_reader_open(&from, p->days->dir, file))
		return -1;
	l.end = day_reader_size(&from);
	got = lines_next(&l, &line, &len);
	if (got == 1 && journal_line_read(&p->line, line, len) &&
	    p->line.purged) {
		struct carried one = { 0 };

		carried_line_add(&one, &p->line);
		if (!carried_is_included(&one, p->all_run))
			carried_line_add(total, &p->line);
		carried_free(&one);
	}
	lines_free(&l);
	day_reader_close(&from);
	return got < 0 ? -1 : 0;
}

/* Moves all sums into the last file that has some, unless they are there. */
static int
merge(struct purge *p, const char *into, const char **failed)
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

	for (i = 0; i < p->days->count && !bad; i++) {
		*failed = p->days->at[i].file;
		bad = add_sums(p, *failed, &m.total);
		/* A file that is gone has nothing. */
		if (bad && errno == ENOENT)
			bad = 0;
	}
	m.total.run = p->run;
	m.total.all = true;
	p->file = into;
	if (!bad) {
		*failed = into;
		bad = journal_cut_day(p->days, into, &by);
	}
	carried_free(&m.total);
	return bad;
}

/* How many carried lines count, and the last file that has one. */
static int
find_sums(struct purge *p, const char **last, bool *are_in_last,
	  const char **failed)
{
	unsigned counted = 0;
	size_t i;

	*last = NULL;
	*are_in_last = false;
	for (i = 0; i < p->days->count; i++) {
		struct head h;

		*failed = p->days->at[i].file;
		if (read_head(p, *failed, &h)) {
			if (errno == ENOENT)
				continue;
			return -1;
		}
		if (!h.is_carried)
			continue;
		*last = *failed;
		*are_in_last = h.carried.all &&
			       !carried_is_included(&h.carried, p->all_run);
		counted += !carried_is_included(&h.carried, p->all_run);
	}
	*are_in_last = *are_in_last && counted == 1;
	return 0;
}

/* Removes files that have nothing but sums that are in another one now. */
static int
remove_empty(struct purge *p, const char *last, const char **failed)
{
	size_t i;

	for (i = 0; i < p->days->count; i++) {
		struct head h;

		*failed = p->days->at[i].file;
		if (strcmp(*failed, p->first_kept) >= 0 ||
		    (last && strcmp(*failed, last) == 0))
			continue;
		if (read_head(p, *failed, &h)) {
			if (errno == ENOENT)
				continue;
			return -1;
		}
		if (h.end == h.size &&
		    journal_cut_remove(p->days, *failed, h.size))
			return -1;
	}
	return fsync(p->days->dir);
}

/* The greatest run so far; this purge's is the next. */
static int
read_runs(struct purge *p, const char **failed)
{
	size_t i;

	for (i = 0; i < p->days->count; i++) {
		struct head h;

		*failed = p->days->at[i].file;
		if (read_head(p, *failed, &h)) {
			if (errno == ENOENT)
				continue;
			return -1;
		}
		if (h.carried.all && h.carried.run > p->all_run)
			p->all_run = h.carried.run;
		if (h.carried.run > p->run)
			p->run = h.carried.run;
	}
	p->run++;
	return 0;
}

static int
compare_bytes(const void *a, const void *b)
{
	const struct purge_day *x = a, *y = b;
	const uint64_t of_x = x->bytes - x->kept_bytes;
	const uint64_t of_y = y->bytes - y->kept_bytes;

	return of_x < of_y ? 1 : of_x > of_y ? -1 : 0;
}

/* Reads all days before the date; *days is for free(). */
static int
count_days(const struct purge *p, struct purge_day **days, size_t *count,
	   const char **failed)
{
	size_t i;

	*count = 0;
	*days = calloc(p->days->count + 1, sizeof **days);
	if (!*days)
		die(EXIT_TEMPORARY, "purging the journal:");
	for (i = 0; i < p->days->count; i++) {
		struct purge_day *d = &(*days)[*count];

		*failed = p->days->at[i].file;
		if (strcmp(*failed, p->first_kept) >= 0)
			break;
		d->file = *failed;
		if (purge_days_count(p->days, p->keys, d) == 0)
			++*count;
		else if (errno != ENOENT)
			return -1;
	}
	return 0;
}

/* The day that frees most goes first, because the disk may be full. */
static int
cut_days(struct purge *p, const char **failed)
{
	struct purge_day *days;
	size_t count, i;
	int bad = count_days(p, &days, &count, failed);

	qsort(days, count, sizeof *days, compare_bytes);
	for (i = 0; i < count && !bad; i++) {
		if (days[i].lines == days[i].kept_lines)
			continue;
		*failed = days[i].file;
		bad = cut_day(p, *failed);
	}
	free(days);
	return bad;
}

static bool
is_full(void)
{
	return errno == ENOSPC || errno == EDQUOT;
}

static int
purge_locked(struct purge *p, const char **failed)
{
	const char *last;
	bool are_in_last;

	*failed = "the journal's directory";
	/* Without space for that, killing it can leave halves. */
	if (entity_keys_write(p->keys, p->days->dir) && !is_full())
		return -1;
	if (read_runs(p, failed) || cut_days(p, failed) ||
	    find_sums(p, &last, &are_in_last, failed))
		return -1;
	if (last && !are_in_last && merge(p, last, failed))
		return -1;
	if (remove_empty(p, last, failed))
		return -1;
	return entity_keys_remove(p->days->dir);
}

static int
purge_with(const struct journal_days *d, const struct entity_keys *keys,
	   const char **failed)
{
	struct purge p = { .days = d, .keys = keys };
	int bad;

	snprintf(p.before, sizeof p.before, "%.4s-%.2s-%.2s", keys->before,
		 keys->before + 4, keys->before + 6);
	snprintf(p.first_kept, sizeof p.first_kept, "%.8s.ndjson",
		 keys->before);
	bad = purge_locked(&p, failed);
	carried_free(&p.sums);
	journal_line_free(&p.line);
	return bad;
}

int
purge_days(const struct journal_days *d, const struct entity_keys *keys,
	   const char **failed)
{
	int bad;

	*failed = "the journal's directory";
	/* One purge at a time. */
	if (lock_wait(d->dir))
		return -1;
	bad = purge_with(d, keys, failed);
	lock_release(d->dir);
	return bad;
}

int
purge_days_resume(const struct journal_days *d, const char **failed)
{
	struct entity_keys keys = { 0 };
	int bad;

	*failed = "the journal's directory";
	if (lock_wait(d->dir))
		return -1;
	bad = entity_keys_read(&keys, d->dir);
	if (!bad && keys.before[0])
		bad = purge_with(d, &keys, failed);
	entity_keys_free(&keys);
	lock_release(d->dir);
	return bad;
}
