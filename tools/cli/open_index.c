/* open_index - opens the index for a command and brings it up to date. */

#include "open_index.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/lock.h"
#include "index/expiry.h"
#include "index/progress.h"
#include "progress_bar.h"
#include "report/state_access.h"
#include "report/summary.h"

/* How long an export waits for another fold; milliseconds. */
#define SEAL_MS 60000

struct fold_task
open_index_task(const struct command_context *x, struct timeouts *timeouts)
{
	*timeouts = expiry_timeouts(&x->conf->current);
	return (struct fold_task){
		.state_dir = x->state_dir,
		.timeouts = timeouts,
		.sync_to_disk = x->conf->current.sync_to_disk,
	};
}

/* 0, or -1 with the reason in the result. */
static int
try_fold(struct command_context *x, struct fold_task *task,
	 struct fold_result *done)
{
	if (!x->index)
		x->index = index_open(x->state_dir, &done->error);
	return x->index ? fold(x->index, task, done) : -1;
}

static int
try_open_and_fold(struct command_context *x, struct fold_task *task,
		  struct fold_result *done)
{
	char hint[128];

	*done = (struct fold_result){ 0 };
	if (!x->index && access(x->state_dir, F_OK))
		return complain_error("%s: %s", x->state_dir, strerror(errno));
	if (try_fold(x, task, done) == 0)
		return 0;
	if (done->no_space) {
		fprintf(stderr, "echoappctl: %s\n", done->error.text);
		return 0;
	}
	state_access_hint(x->state_dir, hint, sizeof hint);
	return complain_error("%s%s", done->error.text, hint);
}

/* Waits up to `ms` more after the first moment. */
static int
open_and_fold(struct command_context *x, struct fold_task *task,
	      struct fold_result *done, long ms)
{
	struct error holder;
	int code;

	deadline_set(DEADLINE_MS);
	code = try_open_and_fold(x, task, done);
	if (code == 0 && done->busy) {
		summary_name_holder(&holder, x->state_dir);
		if (ms)
			complain_error("%s: waiting", holder.text);
		deadline_set(ms);
		code = try_open_and_fold(x, task, done);
		if (code == 0 && done->busy)
			code = complain_error("%s, and the index cannot be"
					      " brought up to date",
					      holder.text);
	}
	deadline_set(DEADLINE_NONE);
	return code;
}

int
open_index_lock(const struct command_context *x)
{
	int lock = progress_open(x->state_dir), bad;
	struct error holder;

	deadline_set(DEADLINE_MS);
	bad = lock < 0 || lock_wait(lock);
	deadline_set(DEADLINE_NONE);
	if (bad && errno == ETIMEDOUT) {
		summary_name_holder(&holder, x->state_dir);
		complain_error("%s: waiting", holder.text);
		bad = lock_wait(lock);
	}
	if (!bad)
		return lock;
	complain_error("cannot lock %s/index.lock: %s", x->state_dir,
		       error_text(errno));
	if (lock >= 0)
		close(lock);
	return -1;
}

bool
open_index_if_possible(struct command_context *x, int lock)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	struct fold_result done = { 0 };

	task.lock = lock;

	deadline_set(DEADLINE_MS);
	if (access(x->state_dir, F_OK) == 0)
		try_fold(x, &task, &done);
	deadline_set(DEADLINE_NONE);
	return !done.busy;
}

static int
update(struct command_context *x, struct fold_result *done, timestamp seal,
       bool spares_disk, long ms)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);

	task.seal = seal;
	task.spares_disk = spares_disk;
	return open_and_fold(x, &task, done, ms);
}

int
open_index(struct command_context *x, struct fold_result *done)
{
	return update(x, done, 0, true, DEADLINE_NONE);
}

int
open_index_sealed(struct command_context *x, timestamp seal)
{
	struct fold_result done;

	return update(x, &done, seal, false, SEAL_MS);
}

int
open_index_to_read(struct command_context *x)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	struct fold_result done;
	struct error holder;
	int64_t lag;

	task.spares_disk = true;
	deadline_set(DEADLINE_MS);
	if (try_open_and_fold(x, &task, &done))
		return EXIT_TROUBLE;
	deadline_set(DEADLINE_MS);
	if (!done.busy)
		return 0;
	summary_name_holder(&holder, x->state_dir);
	lag = summary_lag(x->index, x->state_dir);
	complain_error("what follows is %lld bytes behind the journal: %s",
		       (long long)lag, holder.text);
	return 0;
}

static int
fold_whole_journal(struct command_context *x, struct fold_result *done,
		   bool discard_old, int lock, long ms)
{
	struct progress_bar bar;
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	int bad;

	task.rebuild = !discard_old;
	task.discard_old = discard_old;
	task.lock = lock;
	task.progress = progress_bar_set;
	task.arg = &bar;
	progress_bar_start(&bar, NULL, 0);
	bad = open_and_fold(x, &task, done, ms);
	progress_bar_end(&bar);
	return bad;
}

int
open_index_rebuild(struct command_context *x, struct fold_result *done,
		   int lock)
{
	return fold_whole_journal(x, done, false, lock, DEADLINE_NONE);
}

int
open_index_repair(struct command_context *x)
{
	struct fold_result done;

	return fold_whole_journal(x, &done, false, 0, 0);
}

int
open_index_replace(struct command_context *x, struct fold_result *done)
{
	return fold_whole_journal(x, done, true, 0, DEADLINE_NONE);
}
