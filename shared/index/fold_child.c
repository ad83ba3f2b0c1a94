/* fold_child - what the child process of background_fold does. */

#include "fold_child.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/background.h"
#include "base/die.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/packed.h"
#include "base/program_dir.h"
#include "base/sandbox.h"
#include "base/state_owner.h"
#include "expiry.h"
#include "fold.h"
#include "journal/journal_pack.h"
#include "keep_days.h"
#include "progress.h"

#define NAME "echoapp-fold"
/* Lines that one child folds; the next child continues. */
#define LINES_MAX 500000
/* The program beside this one that can unpack and compress. */
#define UNPACKER "status.fcgi"
/* Microseconds. */
#define DAY (INT64_C(86400) * 1000000)
/* How often a child looks for a day to compress; microseconds. */
#define PACK_EVERY INT64_C(60000000)

_Static_assert(sizeof(struct fold_orders) == FOLD_ORDERS * sizeof(int64_t),
	       "orders are numbers of 64 bits");

void
fold_child_prepare(struct fold_child_arguments *a, const char *state_dir,
		   const struct fold_orders *orders)
{
	int64_t values[FOLD_ORDERS];
	size_t i;

	memcpy(values, orders, sizeof values);
	a->argv[0] = NAME;
	a->argv[1] = state_dir;
	for (i = 0; i < FOLD_ORDERS; i++) {
		snprintf(a->numbers[i], sizeof a->numbers[i], "%lld",
			 (long long)values[i]);
		a->argv[2 + i] = a->numbers[i];
	}
	a->argv[2 + i] = NULL;
}

bool
fold_child_is(int argc, char **argv)
{
	return argc == 2 + (int)FOLD_ORDERS && strcmp(argv[0], NAME) == 0;
}

static struct fold_orders
read_orders(char **argv)
{
	int64_t values[FOLD_ORDERS];
	struct fold_orders orders;
	size_t i;

	for (i = 0; i < FOLD_ORDERS; i++)
		values[i] = atoll(argv[2 + i]);
	memcpy(&orders, values, sizeof orders);
	return orders;
}

/* Goes on as another program, with the lock.  Returns if that fails. */
static void
become_unpacker(char **argv)
{
	char path[PATH_MAX], dir[PATH_MAX];

	program_dir(dir, sizeof dir);
	if (snprintf(path, sizeof path, "%s/" UNPACKER, dir) < (int)sizeof path)
		execv(path, argv);
}

/*
 * The first day that is to be compressed, as days->at[*found].  Not in each
 * child: in one a minute, because compressing may fail.
 */
static bool
find_due_day(struct journal_days *days, const char *state_dir, int64_t after,
	     size_t *found)
{
	timestamp now = timestamp_now(), limit = journal_pack_limit(now);
	timestamp asked = now - after * 1000000 - DAY;
	struct progress last;

	*days = (struct journal_days){ .dir = -1 };
	if (!after ||
	    (progress_read(FOLD_CHILD_LOCK, &last) == 0 &&
	     last.when / PACK_EVERY == now / PACK_EVERY) ||
	    journal_days_open(days, state_dir))
		return false;
	for (*found = 0; *found < days->count; ++*found)
		if (journal_pack_is_due(&days->at[*found],
					asked < limit ? asked : limit))
			return true;
	return false;
}

/* Others may fold meanwhile. */
static void
pack_day(const struct journal_days *days, const struct journal_day *day)
{
	struct error e;
	off_t bytes;

	lock_release(FOLD_CHILD_LOCK);
	if (journal_pack_day(days, day, NULL, &bytes, &e))
		log_warn("%s", e.text);
}

static int
fold_some(char **argv, const struct fold_orders *orders, bool purges)
{
	struct conf c = { .timeouts = orders->timeouts };
	struct timeouts timeouts = expiry_timeouts(&c);
	struct fold_task task = {
		.state_dir = argv[1],
		.timeouts = &timeouts,
		.lines_max = LINES_MAX,
		.lock = FOLD_CHILD_LOCK,
		.spares_disk = true,
		.sync_to_disk = orders->sync_to_disk != 0,
	};
	struct fold_result done = { 0 };
	struct error e;
	struct index *ix = index_open(task.state_dir, &e);
	int bad;

	if (!ix) {
		log_warn("%s", e.text);
		return -1;
	}
	bad = fold(ix, &task, &done);
	/* A purge makes room where there is none for a fold. */
	if (purges && (bad ? done.no_space : !done.unfinished))
		keep_days_purge(ix, &task, orders->keep_days, timestamp_now());
	index_close(ix);
	if (bad && done.needs_unpacking)
		become_unpacker(argv);
	if (bad)
		log_warn("%s", done.error.text);
	return bad;
}

static pid_t parent;

/* The thread that started this process ends, too (run_apart.h). */
static void
end_with_parent(int signal)
{
	(void)signal;
	if (getppid() != parent)
		_exit(EXIT_TEMPORARY);
}

/* The end of its parent ends it, too; the next child continues. */
static void
follow_parent(void)
{
	const struct sigaction sa = { .sa_handler = end_with_parent,
				      .sa_flags = SA_RESTART };

	parent = getppid();
	sigaction(SIGUSR2, &sa, NULL);
	prctl(PR_SET_PDEATHSIG, SIGUSR2);
}

int
fold_child_main(char **argv)
{
	const struct fold_orders orders = read_orders(argv);
	const struct sandbox_path own = { .path = argv[1], .writable = true };
	struct journal_days days = { .dir = -1 };
	size_t due;
	bool purges, packs;
	int bad;

	state_owner_become(argv[1]);
	log_set_targets((unsigned)orders.log_targets);
	if (!orders.outlives_parent)
		follow_parent();
	background_enter();
	if (orders.sandbox)
		sandbox_enter(SANDBOX_FOLD, &own, 1);
	purges = keep_days_is_due(argv[1], orders.keep_days, timestamp_now());
	packs = !purges &&
		find_due_day(&days, argv[1], orders.compress_after, &due);
	if ((purges || packs) && !packed_is_linked)
		become_unpacker(argv);
	if (purges)
		keep_days_resume(argv[1]);
	bad = fold_some(argv, &orders, purges);
	if (bad)
		progress_write(FOLD_CHILD_LOCK,
			       &(struct progress){ .failed = true });
	else if (packs)
		pack_day(&days, &days.at[due]);
	journal_days_close(&days);
	sandbox_report();
	return bad ? 1 : 0;
}
