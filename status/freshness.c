/* fresh - brings the index up to what the journal tells, for an answer. */

#include "freshness.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/expiry.h"
#include "index/fold.h"
#include "index/progress.h"
#include "journal/journal_days.h"

/* What is folded while somebody waits: some 20 ms. */
#define LINES_AT_ONCE 4000
/* The same for a whole answer: some seconds. */
#define LINES_FOR_ALL 500000
/* Somebody folded so short a time ago; microseconds. */
#define RECENT_FOLD INT64_C(500000)
/* The same where so many bytes came since: those who write them fold, too. */
#define BUSY_FOLD INT64_C(1250000)
#define BUSY_BYTES INT64_C(65536)
/* When nothing is new. */
#define RECHECK_INTERVAL INT64_C(1000000)

timestamp
freshness_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (timestamp)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
close_index(struct api *a)
{
	if (a->index)
		index_close(a->index);
	a->index = NULL;
	free(a->index_dir);
	a->index_dir = NULL;
	background_fold_close(&a->background_fold);
	background_fold_init(&a->background_fold);
	a->folded_at = a->counted_at = 0;
}

/* One that was no good was thrown away for another. */
static ino_t
inode_of(const char *dir)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/index.db", dir);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* Without a state there is nothing to make an index of. */
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
	a->index_dir = strdup(dir);
	if (!a->index_dir)
		close_index(a);
}

/* Bytes behind where the last who folded came to; -1: that was on another day.
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
 * While hooks come in, their programs keep the index fresh, and to do it twice
 * would only cost them time.  What falls silent is seen by nobody else.
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

static void
fold_some(struct api *a, timestamp now, uint64_t most)
{
	struct timeouts patience = expiry_timeouts(&a->conf.current);
	struct fold_task task = {
		.state_dir = a->conf.current.state_dir,
		.timeouts = &patience,
		.no_wait = most == LINES_AT_ONCE,
		.lines_max = most,
	};
	struct fold_result done;

	a->folded_at = now;
	if (fold(a->index, &task, &done)) {
		snprintf(a->error, sizeof a->error, "%s", done.error.text);
		return;
	}
	a->error[0] = '\0';
	a->is_behind = done.unfinished;
}

void
freshness_update(struct api *a)
{
	timestamp now = freshness_now();

	conf_refresh(&a->conf);
	if (!a->conf.usable)
		return;
	open_index(a);
	if (a->index && !is_fresh(a, now))
		fold_some(a, now, LINES_AT_ONCE);
}

bool
freshness_update_all(struct api *a)
{
	if (a->index)
		fold_some(a, freshness_now(), LINES_FOR_ALL);
	return !a->is_behind && !a->error[0];
}

void
freshness_fold_rest(struct api *a)
{
	if (a->index && a->is_behind)
		background_fold_start(&a->background_fold, &a->conf.current);
	a->is_behind = false;
}

void
freshness_close(struct api *a)
{
	close_index(a);
}

int64_t
freshness_lag(const struct api *a)
{
	struct checkpoint *known = NULL;
	int count = index_meta_checkpoints(a->index, &known), k;
	int64_t bytes = 0;
	struct journal_days d;
	size_t i;

	if (count < 0 || journal_days_open(&d, a->conf.current.state_dir)) {
		free(known);
		return -1;
	}
	for (i = 0; i < d.count; i++) {
		bytes += d.at[i].size;
		for (k = 0; k < count; k++)
			if (strcmp(known[k].file, d.at[i].file) == 0 &&
			    known[k].inode == d.at[i].inode)
				bytes -= known[k].offset;
	}
	journal_days_close(&d);
	free(known);
	return bytes;
}
