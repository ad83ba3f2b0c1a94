/* fold - brings the index up to what the journal tells. */

#include "fold.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/malloc_tune.h"
#include "checkpoints.h"
#include "entity_apply.h"
#include "entity_cache.h"
#include "hook_counts.h"
#include "journal/day_file.h"
#include "journal/journal_line.h"
#include "limit_slots.h"
#include "progress.h"
#include "time_series.h"

/* Lines in one transaction. */
#define BATCH 50000
/* Entities that these are about, a power of two. */
#define BUCKETS ((size_t)1 << 17)
#define FEW_BUCKETS ((size_t)1 << 12) /* when there is little to read */
/* An empty index is not worth a file of its own for less; bytes. */
#define MUCH ((uint64_t)1 << 20)
/* Lines between two looks at how far it is. */
#define SOME 2000
/* A clock that was put back by less has spoilt nothing; microseconds. */
#define CLOCK_SLACK INT64_C(10000000)

struct fold {
	struct index *index;
	const struct fold_task *task;
	struct fold_done *done;
	struct cache *cache;
	struct event event;
	struct tallies tallies;
	struct series series;
	uint64_t in_batch;
	uint64_t bytes, of; /* for progress */
	moment now;
	char today[DAY_FILE_SIZE]; /* the file of the day that it is */
	struct mark mark;
};

static char error[PATH_MAX + 128];

const char *
fold_error(void)
{
	return error;
}

static int
failed(const char *doing, const char *to)
{
	snprintf(error, sizeof error, "cannot %s %s: %s", doing, to,
		 strerror(errno));
	return -1;
}

static int
failed_index(void)
{
	snprintf(error, sizeof error, "%s", index_error());
	return -1;
}

static int
end_batch(struct fold *f)
{
	enum about about;

	if (cache_save(f->cache, f->task->patience, f->now))
		return failed_index();
	if (tallies_save(&f->tallies, f->index) ||
	    series_save(&f->series, f->index) ||
	    series_forget(f->index, f->now))
		return failed_index();
	for (about = 0; about < ABOUTS; about++)
		if (rows_reap(f->index, about, f->now) < 0)
			return failed_index();
	if (place_forget(f->index, f->now))
		return failed_index();
	/* Whoever changed nothing has judged nothing by the clock, either; and
	 * what is not written need not be waited for. */
	if (index_is_changed(f->index) && index_set_clock(f->index, f->now))
		return failed_index();
	f->in_batch = 0;
	return index_commit(f->index) ? failed_index() : 0;
}

/* A line that is none is counted as a hook without a name. */
static void
take_none(struct fold *f)
{
	static const struct event none = { .hook = "" };

	f->done->strange++;
	tallies_count(&f->tallies, f->index, &none);
}

static void
take_line(struct fold *f, const char *line, size_t len)
{
	struct entity *e;

	if (event_read(&f->event, line, len) == 0) {
		tallies_count(&f->tallies, f->index, &f->event);
		series_count(&f->series, f->index, &f->event, f->now);
		e = affect(f->cache, &f->event);
		if (f->event.place_count &&
		    place_take(f->index, &f->event, e, f->now))
			warn("%s", index_error());
	} else if (len > 0) {
		take_none(f);
	}
	f->done->lines++;
	f->in_batch++;
}

static bool
is_enough(const struct fold *f)
{
	return f->task->lines_max && f->done->lines >= f->task->lines_max;
}

/* Saves how far a file was read; and a batch, when it is one. */
static int
turn_over(struct fold *f, int fd, struct position *p, off_t upto)
{
	f->bytes += (uint64_t)(upto - p->offset);
	p->offset = upto;
	if (f->task->progress)
		f->task->progress(f->task->arg, f->bytes, f->of);
	p->print = position_print(fd, p->offset);
	if (index_set_position(f->index, p))
		return failed_index();
	if (f->in_batch < BATCH)
		return 0;
	if (end_batch(f) || index_begin(f->index))
		return failed_index();
	return 0;
}

/*
 * Reads a day's file from its position to where it ended when we came: to its
 * moving end it could go on for ever.
 */
static int
read_day(struct fold *f, int fd, struct position *p, off_t end)
{
	struct lines l = { .fd = fd, .offset = p->offset, .end = end };
	const char *line;
	int got = 0, bad = 0;
	size_t len;

	while (!bad && !is_enough(f) &&
	       (got = lines_next(&l, &line, &len)) == 1) {
		take_line(f, line, len);
		if (f->in_batch % SOME != 0)
			continue;
		bad = turn_over(f, fd, p, l.offset);
	}
	if (got < 0)
		bad = failed("read", p->file);
	bad = bad || turn_over(f, fd, p, l.offset);
	f->done->behind = is_enough(f);
	lines_free(&l);
	return bad;
}

static int
read_days(struct fold *f, const struct day_files *d)
{
	int i, bad = 0;

	for (i = 0; i < d->count && !bad && !f->done->behind; i++) {
		const char *name = d->at[i]->d_name;
		int fd =
		    openat(d->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		struct position p;
		struct stat st;

		if (fd < 0 || fstat(fd, &st)) {
			bad = failed("open", name);
		} else {
			p = day_files_position(d, name, &st);
			if (st.st_size > p.offset)
				bad = read_day(f, fd, &p, st.st_size);
			/* Nobody writes to a day that is to come: the clock
			 * was put back. */
			if (strcmp(p.file, f->today) <= 0) {
				memcpy(f->mark.file, p.file,
				       sizeof f->mark.file);
				f->mark.offset = p.offset;
			}
		}
		if (fd >= 0)
			close(fd);
	}
	return bad;
}

/*
 * Does the index have to be made anew?  What a clock that was ahead took for
 * silent, or too old to be kept, it cannot tell.
 */
static bool
is_stranger(struct fold *f, const struct day_files *d)
{
	moment clock = index_clock(f->index);

	return (clock == NEVER && day_files_to_read(d) > MUCH) ||
	       !day_files_are_same(d) || clock > f->now + CLOCK_SLACK;
}

/* Within a transaction. */
static int
fold_days(struct fold *f, const struct day_files *d, bool anew)
{
	int bad;

	if (rows_set_patience(f->index, f->task->patience))
		return failed_index();
	f->cache = cache_new(f->index, anew, anew ? BUCKETS : FEW_BUCKETS);
	f->of = day_files_to_read(d);
	bad = read_days(f, d) || end_batch(f) ? -1 : 0;
	cache_free(f->cache);
	return bad;
}

static int
open_days(struct fold *f, int dir, struct day_files *d)
{
	if (day_files_open(d, dir, f->index) == 0)
		return 0;
	return errno ? failed("read", "the journal's directory")
		     : failed_index();
}

/* Goes on from where it was left; *anew: it cannot. */
static int
fold_further(struct fold *f, int dir, bool *anew)
{
	struct day_files d;
	int bad;

	if (index_begin(f->index))
		return failed_index();
	bad = open_days(f, dir, &d);
	if (!bad) {
		*anew = is_stranger(f, &d);
		f->done->rebuilt |= *anew && d.known_count > 0;
		bad = *anew ? 0 : fold_days(f, &d, false);
		day_files_close(&d);
	}
	if (bad || *anew)
		index_rollback(f->index);
	return bad;
}

static int
build(struct fold *f, int dir)
{
	struct day_files d;
	int bad;

	if (index_build(f->index) || index_begin(f->index))
		return failed_index();
	if (open_days(f, dir, &d))
		return -1;
	memory_keep();
	bad = fold_days(f, &d, true);
	memory_give_back();
	day_files_close(&d);
	return bad || !index_publish(f->index) ? bad : failed_index();
}

static int
fold_anew(struct fold *f, int dir)
{
	int bad = build(f, dir);

	/* With the one there was, if that can be. */
	if (bad)
		index_abandon(f->index);
	return bad;
}

static int
try_fold(struct fold *f, int dir)
{
	bool anew = f->task->anew;
	int bad = anew ? 0 : fold_further(f, dir, &anew);

	return !bad && anew ? fold_anew(f, dir) : bad;
}

/* The lock, held; -1: see *busy. */
static int
take_lock(const char *state_dir, bool try, bool *busy)
{
	int fd = mark_open(state_dir);

	if (fd < 0)
		return failed("open index.lock in", state_dir);
	if ((try ? lock_try(fd) : lock_wait(fd)) == 0)
		return fd;
	*busy = errno == EWOULDBLOCK;
	failed("lock", "index.lock");
	close(fd);
	return -1;
}

/* Under the lock. */
static int
fold_locked(struct index *ix, const struct fold_task *task,
	    struct fold_done *done, int dir, int lock)
{
	struct fold *f = calloc(1, sizeof *f);
	int bad;

	if (!f)
		return failed("get", "memory");
	f->index = ix;
	f->task = task;
	f->done = done;
	f->now = task->now ? task->now : (moment)time(NULL) * 1000000;
	day_file_name(f->today, (time_t)(f->now / 1000000));
	if (task->renew ? index_renew(ix) : index_reopen(ix))
		bad = failed_index();
	else
		bad = try_fold(f, dir);
	/* The journal can tell it again: a spoilt index is thrown away. */
	if (bad && index_is_broken()) {
		*done = (struct fold_done){ .rebuilt = true };
		f->tallies.count = 0;
		series_clear(&f->series);
		f->in_batch = f->bytes = 0;
		bad = fold_anew(f, dir);
	}
	if (!bad)
		mark_write(lock, &f->mark);
	event_free(&f->event);
	free(f);
	return bad;
}

int
fold(struct index *ix, const struct fold_task *task, struct fold_done *done)
{
	char path[PATH_MAX];
	int lock, dir, bad;

	*done = (struct fold_done){ 0 };
	snprintf(path, sizeof path, "%s/journal", task->state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Where there is no journal there are no days, either. */
	if (dir < 0 && errno == ENOENT)
		dir = open(task->state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT ? 0 : failed("open", path);
	lock = task->lock ? task->lock
			  : take_lock(task->state_dir, task->try, &done->busy);
	if (lock < 0) {
		close(dir);
		return done->busy ? 0 : -1;
	}
	bad = fold_locked(ix, task, done, dir, lock);
	if (!task->lock)
		close(lock);
	close(dir);
	return bad;
}
