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
#define OTHERS_ARE_AT_IT INT64_C(500000)
/* The same where so many bytes came since: those who write them fold, too. */
#define OTHERS_WILL_BE INT64_C(1250000)
#define MUCH INT64_C(65536)
/* When nothing is new. */
#define LOOK_AGAIN INT64_C(1000000)

moment
fresh_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (moment)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
close_index(struct api *a)
{
	if (a->index)
		index_close(a->index);
	a->index = NULL;
	free(a->index_of);
	a->index_of = NULL;
	upkeep_close(&a->upkeep);
	upkeep_init(&a->upkeep);
	a->folded = a->counted = 0;
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
	const char *dir = a->conf.now.state_dir;

	if (a->index &&
	    (strcmp(a->index_of, dir) != 0 || inode_of(dir) != a->inode))
		close_index(a);
	if (a->index)
		return;
	a->trouble[0] = '\0';
	if (access(dir, F_OK))
		return;
	a->index = index_open_small(dir);
	if (!a->index) {
		snprintf(a->trouble, sizeof a->trouble, "%s", index_error());
		return;
	}
	a->inode = inode_of(dir);
	a->index_of = strdup(dir);
	if (!a->index_of)
		close_index(a);
}

/* Bytes behind where the last who folded came to; -1: that was on another day.
 */
static int64_t
unread(const char *dir, const struct mark *m)
{
	int64_t bytes = -1;
	struct days d;

	if (days_open(&d, dir))
		return -1;
	if (d.count) {
		const struct day *last = &d.at[d.count - 1];

		if (strcmp(last->file, m->file) == 0 && last->size >= m->offset)
			bytes = last->size - m->offset;
	}
	days_close(&d);
	return bytes;
}

/*
 * While hooks come in, their programs keep the index fresh, and to do it twice
 * would only cost them time.  What falls silent is seen by nobody else.
 */
static bool
is_fresh(const struct api *a, moment now)
{
	const char *dir = a->conf.now.state_dir;
	moment age = now - a->folded, since;
	struct mark m = { .failed = true };
	int lock;
	int64_t bytes;

	if (age >= 0 && age < FRESH_FOR)
		return true;
	lock = a->folded ? mark_open(dir) : -1;
	if (lock < 0)
		return false;
	if (mark_read(lock, &m))
		m.failed = true;
	close(lock);
	since = now - m.when;
	if (m.failed || since < 0)
		return false;
	if (since < OTHERS_ARE_AT_IT)
		return true;
	bytes = unread(dir, &m);
	if (bytes == 0)
		return age >= 0 && age < LOOK_AGAIN;
	return bytes > MUCH && since < OTHERS_WILL_BE;
}

static void
fold_some(struct api *a, moment now, uint64_t most)
{
	struct patience patience = stale_patience(&a->conf.now);
	struct fold_task task = {
		.state_dir = a->conf.now.state_dir,
		.patience = &patience,
		.try = most == LINES_AT_ONCE,
		.lines_max = most,
	};
	struct fold_done done;

	a->folded = now;
	if (fold(a->index, &task, &done)) {
		snprintf(a->trouble, sizeof a->trouble, "%s", fold_error());
		return;
	}
	a->trouble[0] = '\0';
	a->behind = done.behind;
}

void
fresh(struct api *a)
{
	moment now = fresh_now();

	conf_refresh(&a->conf);
	if (!a->conf.good)
		return;
	open_index(a);
	if (a->index && !is_fresh(a, now))
		fold_some(a, now, LINES_AT_ONCE);
}

bool
fresh_all(struct api *a)
{
	if (a->index)
		fold_some(a, fresh_now(), LINES_FOR_ALL);
	return !a->behind && !a->trouble[0];
}

void
fresh_rest(struct api *a)
{
	if (a->index && a->behind)
		upkeep_now(&a->upkeep, &a->conf.now);
	a->behind = false;
}

void
fresh_close(struct api *a)
{
	close_index(a);
}

int64_t
fresh_lag(const struct api *a)
{
	struct position *known = NULL;
	int count = index_positions(a->index, &known), k;
	int64_t bytes = 0;
	struct days d;
	size_t i;

	if (count < 0 || days_open(&d, a->conf.now.state_dir)) {
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
	days_close(&d);
	free(known);
	return bytes;
}
