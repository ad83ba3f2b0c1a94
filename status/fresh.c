/* fresh - brings the index up to what the journal tells, for an answer. */

#include "fresh.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "days.h"
#include "fold.h"
#include "mark.h"
#include "stale.h"

/* What is folded while somebody waits: some 20 ms. */
#define LINES_AT_ONCE 4000

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
	a->folded = 0;
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
	if (a->index || access(dir, F_OK))
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

/* Has the last who folded been here a moment ago? */
static bool
is_fresh(const char *dir, moment now)
{
	struct mark m = { .failed = false };
	int lock = mark_open(dir);
	bool fresh;

	if (lock < 0)
		return false;
	fresh = mark_read(lock, &m) == 0 && !m.failed && m.when <= now &&
		now - m.when < FRESH_FOR;
	close(lock);
	return fresh;
}

static void
fold_some(struct api *a, moment now)
{
	struct patience patience = stale_patience(&a->conf.now);
	struct fold_task task = {
		.state_dir = a->conf.now.state_dir,
		.patience = &patience,
		.try = true,
		.lines_max = LINES_AT_ONCE,
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
	if (!a->index || (now >= a->folded && now - a->folded < FRESH_FOR) ||
	    is_fresh(a->conf.now.state_dir, now))
		return;
	fold_some(a, now);
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
