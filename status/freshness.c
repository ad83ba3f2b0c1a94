/* freshness - brings the index up to date for a response. */

#include "freshness.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "index/expiry.h"
#include "index/fold.h"
#include "index/progress.h"
#include "journal/journal_days.h"

/* freshness_update_all() folds at most so many lines; some seconds. */
#define LINES_MAX 500000

/* Times are in microseconds. */
/* A fold so recent is fresh. */
#define RECENT_FOLD INT64_C(500000)
/* So is this one, if more bytes came since: the programs that write them fold
 * them too. */
#define BUSY_FOLD INT64_C(1250000)
#define BUSY_BYTES INT64_C(65536)
/* An index to which nothing is new is folded so often. */
#define RECHECK_INTERVAL INT64_C(1000000)

/* A fold that takes longer makes readers wait, or was stopped. */
#define LONG_FOLD INT64_C(10000000)

static void
close_index(struct api *a)
{
	if (a->index)
		index_close(a->index);
	a->index = NULL;
	free(a->index_dir);
	a->index_dir = NULL;
	call_window_free(&a->call_window);
	background_fold_close(&a->background_fold);
	background_fold_init(&a->background_fold);
	a->folded_at = a->counted_at = 0;
}

/* A corrupt index is replaced by another file. */
static ino_t
inode_of(const char *dir)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/index.db", dir);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* Without a state directory there is nothing to index. */
static void
open_index(struct api *a)
{
	const char *dir = a->conf.current.state_dir;
	struct error e;

	if (a->index &&
	    (strcmp(a->index_dir, dir) != 0 || inode_of(dir) != a->inode))
		close_index(a);
	if (a->index)
		return;
	a->error[0] = '\0';
	if (access(dir, F_OK))
		return;
	a->index = index_open_small(dir, &e);
	if (!a->index) {
		snprintf(a->error, sizeof a->error, "%s", e.text);
		return;
	}
	a->inode = inode_of(dir);
	a->index_dir = str_dup(dir);
}

/*
 * Bytes of the last day that the last fold, by any program, did not read; -1:
 * it read another day.
 */
static int64_t
unread_bytes(const char *dir, const struct progress *m)
{
	int64_t bytes = -1;
	struct journal_days d;

	if (journal_days_open(&d, dir))
		return -1;
	if (d.count) {
		const struct journal_day *last = &d.at[d.count - 1];

		if (strcmp(last->file, m->file) == 0 && last->size >= m->offset)
			bytes = last->size - m->offset;
	}
	journal_days_close(&d);
	return bytes;
}

/*
 * While hooks come in, their programs fold, and a fold here would cost them
 * time.  But only a fold sees that an entity has gone silent, so without hooks
 * there is one each RECHECK_INTERVAL.
 */
static bool
is_fresh(const struct api *a, timestamp now)
{
	const char *dir = a->conf.current.state_dir;
	timestamp age = now - a->folded_at, since;
	struct progress m = { .failed = true };
	int lock;
	int64_t bytes;

	if (age >= 0 && age < FRESHNESS_MAX_AGE)
		return true;
	lock = a->folded_at ? progress_open(dir) : -1;
	if (lock < 0)
		return false;
	if (progress_read(lock, &m))
		m.failed = true;
	close(lock);
	since = now - m.when;
	if (m.failed || since < 0)
		return false;
	if (since < RECENT_FOLD)
		return true;
	bytes = unread_bytes(dir, &m);
	if (bytes == 0)
		return age >= 0 && age < RECHECK_INTERVAL;
	return bytes > BUSY_BYTES && since < BUSY_FOLD;
}

/*
 * Names the process that holds the lock of folds if no process has folded for
 * long.
 */
static void
note_busy(struct api *a, timestamp now)
{
	const char *dir = a->conf.current.state_dir;
	struct progress m = { .when = 0 }; /* no fold has ended yet */
	int lock = progress_open(dir);

	if (!a->busy_since)
		a->busy_since = now;
	if (lock >= 0)
		progress_read(lock, &m);
	if (lock >= 0)
		close(lock);
	if (m.when >= a->busy_since)
		a->busy_since = now;
	if (a->jammed || now - a->busy_since > LONG_FOLD)
		summary_name_holder(&a->holder, dir);
}

static void
fold_some(struct api *a, timestamp now, uint64_t lines_max, timestamp seal)
{
	struct timeouts timeouts = expiry_timeouts(&a->conf.current);
	struct fold_task task = {
		.state_dir = a->conf.current.state_dir,
		.timeouts = &timeouts,
		.no_wait = lines_max == SUMMARY_FOLD_LINES || a->jammed,
		.lines_max = lines_max,
		.spares_disk = !seal,
		.sync_to_disk = a->conf.current.sync_to_disk,
		.seal = seal,
	};
	struct fold_result done;

	a->folded_at = now;
	if (fold(a->index, &task, &done)) {
		snprintf(a->error, sizeof a->error, "%s", done.error.text);
		return;
	}
	a->error[0] = '\0';
	a->is_behind = done.unfinished;
	a->is_busy = done.busy;
	if (!done.busy) {
		a->jammed = false;
		a->busy_since = 0;
		a->holder.text[0] = '\0';
		return;
	}
	a->jammed = a->jammed || !task.no_wait;
	note_busy(a, now);
}

void
freshness_update(struct api *a)
{
	timestamp now = timestamp_now();

	conf_refresh(&a->conf);
	if (!a->conf.usable)
		return;
	open_index(a);
	if (a->index && !is_fresh(a, now))
		fold_some(a, now, SUMMARY_FOLD_LINES, 0);
}

bool
freshness_update_all(struct api *a)
{
	return freshness_update_sealed(a, 0);
}

bool
freshness_update_sealed(struct api *a, timestamp seal)
{
	if (a->index)
		fold_some(a, timestamp_now(), LINES_MAX, seal);
	return !a->is_behind && !a->is_busy && !a->error[0];
}

void
freshness_fold_rest(struct api *a)
{
	if (a->index && a->is_behind)
		background_fold_start(&a->background_fold, &a->conf.current);
	a->is_behind = false;
}

void
freshness_start_fold(const struct api *a, int lock)
{
	if (a->conf.usable)
		background_fold_spawn(&a->conf.current, lock);
	else
		close(lock);
}

void
freshness_close(struct api *a)
{
	close_index(a);
}
