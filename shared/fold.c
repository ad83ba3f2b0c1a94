/* fold - brings the index up to what the journal tells. */

#include "fold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "affect.h"
#include "cache.h"
#include "event.h"
#include "lines.h"
#include "lock.h"
#include "log.h"
#include "mark.h"
#include "place.h"
#include "series.h"
#include "tallies.h"

/* Lines in one transaction. */
#define BATCH 100000
/* Entities that these are about, a power of two. */
#define BUCKETS ((size_t)1 << 17)
#define FEW_BUCKETS ((size_t)1 << 12) /* when there is little to read */
/* Lines between two looks at how far it is. */
#define SOME 2000

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
	    series_save(&f->series, f->index, f->now) ||
	    series_forget(f->index, f->now))
		return failed_index();
	for (about = 0; about < ABOUTS; about++)
		if (rows_reap(f->index, about, f->now) < 0)
			return failed_index();
	if (place_forget(f->index, f->now))
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

/*
 * Tells a file that was emptied, or whose place another took, from the one
 * that was read: by the last bytes that were.
 */
static int64_t
print_of(int fd, off_t offset)
{
	char bytes[64];
	off_t from =
	    offset > (off_t)sizeof bytes ? offset - (off_t)sizeof bytes : 0;
	ssize_t n = pread(fd, bytes, (size_t)(offset - from), from), i;
	uint64_t h = 14695981039346656037u;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
	return (int64_t)h;
}

/* Saves how far a file was read; and a batch, when it is one. */
static int
turn_over(struct fold *f, int fd, struct position *p, off_t upto)
{
	f->bytes += (uint64_t)(upto - p->offset);
	p->offset = upto;
	if (f->task->progress)
		f->task->progress(f->task->arg, f->bytes, f->of);
	p->print = print_of(fd, p->offset);
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
is_day(const struct dirent *e)
{
	return strlen(e->d_name) == strlen("20261123.ndjson") &&
	       strspn(e->d_name, "0123456789") == 8 &&
	       strcmp(e->d_name + 8, ".ndjson") == 0;
}

/* Where a file was left; a new one begins at its first byte. */
static struct position
position_of(const char *file, const struct stat *st,
	    const struct position *known, int count)
{
	struct position p = { .inode = st->st_ino };
	int i;

	snprintf(p.file, sizeof p.file, "%.31s", file);
	for (i = 0; i < count; i++)
		if (strcmp(known[i].file, p.file) == 0)
			p.offset = known[i].offset;
	return p;
}

static bool
is_same_day(int dir, const struct position *p)
{
	int fd = openat(dir, p->file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && st.st_ino == p->inode &&
	       st.st_size >= p->offset && print_of(fd, p->offset) == p->print;
	close(fd);
	return same;
}

/* Is every file that was read still there, and still the one it was? */
static bool
is_same_journal(int dir, const struct position *known, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (!is_same_day(dir, &known[i]))
			return false;
	return true;
}

static int
read_days(struct fold *f, int dir, struct dirent **days, int n,
	  const struct position *known, int count)
{
	int i, bad = 0;

	for (i = 0; i < n && !bad && !f->done->behind; i++) {
		int fd = openat(dir, days[i]->d_name,
				O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		struct position p;
		struct stat st;

		if (fd < 0 || fstat(fd, &st)) {
			bad = failed("open", days[i]->d_name);
		} else {
			p = position_of(days[i]->d_name, &st, known, count);
			if (st.st_size > p.offset)
				bad = read_day(f, fd, &p, st.st_size);
			memcpy(f->mark.file, p.file, sizeof f->mark.file);
			f->mark.offset = p.offset;
		}
		if (fd >= 0)
			close(fd);
	}
	return bad;
}

static uint64_t
bytes_to_read(int dir, struct dirent **days, int n,
	      const struct position *known, int count)
{
	uint64_t bytes = 0;
	struct stat st;
	int i;

	for (i = 0; i < n; i++)
		if (fstatat(dir, days[i]->d_name, &st, 0) == 0)
			bytes += (uint64_t)(st.st_size -
					    position_of(days[i]->d_name, &st,
							known, count)
						.offset);
	return bytes;
}

/* Does the index have to be made anew? */
static bool
is_stranger(struct fold *f, int dir, const struct position *known, int count)
{
	return f->task->anew || count == 0 || index_is_unfinished(f->index) ||
	       !is_same_journal(dir, known, count);
}

/* What follows the transaction's begin, up to its end. */
static int
fold_days(struct fold *f, int dir, const struct position *known, int count,
	  bool anew)
{
	struct dirent **days = NULL;
	int n, i, bad;

	n = scandirat(dir, ".", &days, is_day, alphasort);
	if (n < 0)
		return failed("read", "the journal's directory");
	f->cache = cache_new(f->index, anew, anew ? BUCKETS : FEW_BUCKETS);
	f->of = bytes_to_read(dir, days, n, known, count);
	bad = read_days(f, dir, days, n, known, count);
	if (!bad && anew && index_finish(f->index))
		bad = failed_index();
	bad = bad || end_batch(f);
	cache_free(f->cache);
	for (i = 0; i < n; i++)
		free(days[i]);
	free(days);
	return bad;
}

/* Within the lock, and within a transaction. */
static int
fold_journal(struct fold *f, int dir)
{
	struct position *known = NULL;
	int count = index_positions(f->index, &known), bad = 0;
	bool anew;

	if (count < 0)
		return failed_index();
	anew = is_stranger(f, dir, known, count);
	if (anew) {
		f->done->rebuilt |= count > 0;
		count = 0;
		bad = index_clear(f->index);
	}
	if (bad || rows_set_patience(f->index, f->task->patience))
		bad = failed_index();
	else
		bad = fold_days(f, dir, known, count, anew);
	free(known);
	return bad;
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

static int
try_fold(struct fold *f, int dir)
{
	int bad = index_begin(f->index) ? failed_index() : fold_journal(f, dir);

	if (bad)
		index_rollback(f->index);
	return bad;
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
	bad = try_fold(f, dir);
	/* The journal can tell it again: a spoilt index is thrown away. */
	if (bad && index_is_broken()) {
		*done = (struct fold_done){ .rebuilt = true };
		f->tallies.count = 0;
		series_clear(&f->series);
		f->in_batch = f->bytes = 0;
		bad = index_renew(ix) ? failed_index() : try_fold(f, dir);
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
