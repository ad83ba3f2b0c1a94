/* open_index - opens the index for a command and brings it up to date. */

#include "open_index.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "index/expiry.h"
#include "report/state_access.h"

struct progress_bar {
	int64_t start;	 /* monotonic_now() */
	double shown_at; /* seconds after the start */
	bool is_terminal;
};

static void
show_progress(void *arg, uint64_t bytes, uint64_t total)
{
	struct progress_bar *b = arg;
	double now = (double)(monotonic_now() - b->start) / 1e6;
	double part = total ? (double)bytes / (double)total : 1;

	if (!b->is_terminal || (now - b->shown_at < 0.2 && bytes < total))
		return;
	b->shown_at = now;
	fprintf(stderr, "\r%5.1f%%  %.1f of %.1f MB  %.1f MB/s  %.0f s left  ",
		part * 100, (double)bytes / 1e6, (double)total / 1e6,
		now > 0 ? (double)bytes / 1e6 / now : 0,
		part > 0 ? now / part - now : 0);
}

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
open_and_fold(struct command_context *x, struct fold_task *task,
	      struct fold_result *done)
{
	char hint[128];

	if (!x->index && access(x->state_dir, F_OK))
		return complain_error("%s: %s", x->state_dir, strerror(errno));
	if (try_fold(x, task, done) == 0)
		return 0;
	state_access_hint(x->state_dir, hint, sizeof hint);
	return complain_error("%s%s", done->error.text, hint);
}

void
open_index_if_possible(struct command_context *x)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	struct fold_result done;

	if (access(x->state_dir, F_OK) == 0)
		try_fold(x, &task, &done);
}

int
open_index(struct command_context *x, struct fold_result *done)
{
	return open_index_sealed(x, 0, done);
}

int
open_index_sealed(struct command_context *x, timestamp seal,
		  struct fold_result *done)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);

	task.seal = seal;
	return open_and_fold(x, &task, done);
}

static int
fold_whole_journal(struct command_context *x, struct fold_result *done,
		   bool discard_old)
{
	struct progress_bar bar = {
		.start = monotonic_now(),
		.is_terminal = isatty(STDERR_FILENO),
	};
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	int bad;

	task.rebuild = !discard_old;
	task.discard_old = discard_old;
	task.progress = show_progress;
	task.arg = &bar;
	bad = open_and_fold(x, &task, done);
	if (bar.is_terminal)
		fputc('\n', stderr);
	return bad;
}

int
open_index_rebuild(struct command_context *x, struct fold_result *done)
{
	return fold_whole_journal(x, done, false);
}

int
open_index_replace(struct command_context *x, struct fold_result *done)
{
	return fold_whole_journal(x, done, true);
}
