/* refresh - brings the index up to what the journal tells, for a command. */

#include "open_index.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/expiry.h"

struct progress_bar {
	struct timespec since;
	double shown; /* seconds after it began */
	bool terminal;
};

static double
seconds_since(const struct timespec *t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) +
	       (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

static void
show_progress(void *arg, uint64_t bytes, uint64_t of)
{
	struct progress_bar *b = arg;
	double now = seconds_since(&b->since);
	double part = of ? (double)bytes / (double)of : 1;

	if (!b->terminal || (now - b->shown < 0.2 && bytes < of))
		return;
	b->shown = now;
	fprintf(stderr, "\r%5.1f%%  %.1f of %.1f MB  %.1f MB/s  %.0f s left  ",
		part * 100, (double)bytes / 1e6, (double)of / 1e6,
		now > 0 ? (double)bytes / 1e6 / now : 0,
		part > 0 ? now / part - now : 0);
}

/* Who could, when we may not write there; "" when that is not why. */
static const char *
owner_hint(const struct command_context *x)
{
	static char text[PATH_MAX + 128];
	const char *const names[] = { "", "/index.db", "/index.lock" };
	char path[PATH_MAX];
	const struct passwd *owner;
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s%s", x->state_dir, names[i]);
		if (access(path, W_OK) == 0 || errno == ENOENT)
			continue;
		if (errno == EROFS)
			return "; its file system is read-only";
		if (stat(path, &st))
			break;
		owner = getpwuid(st.st_uid);
		snprintf(text, sizeof text, "; ask as its owner, %s",
			 owner ? owner->pw_name : "whom nobody knows");
		return text;
	}
	return "";
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
	if (!x->index && access(x->state_dir, F_OK))
		return complain_error("%s: %s", x->state_dir, strerror(errno));
	return try_fold(x, task, done)
		   ? complain_error("%s%s", done->error.text, owner_hint(x))
		   : 0;
}

void
open_index_if_possible(struct command_context *x)
{
	struct timeouts patience = expiry_timeouts(&x->conf->current);
	struct fold_task task = {
		.state_dir = x->state_dir,
		.timeouts = &patience,
	};
	struct fold_result done;

	if (access(x->state_dir, F_OK) == 0)
		try_fold(x, &task, &done);
}

int
open_index(struct command_context *x, struct fold_result *done)
{
	struct timeouts patience = expiry_timeouts(&x->conf->current);
	struct fold_task task = {
		.state_dir = x->state_dir,
		.timeouts = &patience,
	};

	return open_and_fold(x, &task, done);
}

static int
fold_whole_journal(struct command_context *x, struct fold_result *done,
		   bool renew)
{
	struct timeouts patience = expiry_timeouts(&x->conf->current);
	struct progress_bar bar = { .terminal = isatty(STDERR_FILENO) };
	struct fold_task task = {
		.state_dir = x->state_dir,
		.timeouts = &patience,
		.rebuild = !renew,
		.discard_old = renew,
		.progress = show_progress,
		.arg = &bar,
	};
	int bad;

	clock_gettime(CLOCK_MONOTONIC, &bar.since);
	bad = open_and_fold(x, &task, done);
	if (bar.terminal)
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
