/*
 * background_fold - folds in a child process, after an answer was sent.
 *
 * If the index lags and no other fold is running, a child folds the new lines,
 * so that the next reader need not.  No daemon is needed: hooks start folds as
 * they come in, and without hooks a reader folds the rest.
 */
#ifndef ECHOAPP_BACKGROUND_FOLD_H
#define ECHOAPP_BACKGROUND_FOLD_H

#include <stdbool.h>
#include <time.h>

#include "conf/conf.h"
#include "journal/journal.h"

struct background_fold {
	int lock;		 /* of STATE/index.lock; -1: not open */
	struct timespec checked; /* CLOCK_MONOTONIC_COARSE */
};

void background_fold_init(struct background_fold *);
void background_fold_close(struct background_fold *);

/*
 * The program to start, whose main() calls fold_child_main(); the path is not
 * copied.  Without it no child is started.  `outlives`: this process ends after
 * each hook, so the child is not killed with it, and has no standard error,
 * because a web server may wait for that to be closed.
 */
void background_fold_set_program(const char *program, bool outlives);

/*
 * From now on gives the lock of a fold that is due to this function, which
 * closes it, instead of starting a child: for a process that must have none.
 */
void background_fold_pass_on(void (*pass)(int lock));

/* Starts the child for a lock that was passed on, and closes the lock. */
void background_fold_spawn(const struct conf *, int lock);

/*
 * Starts a background fold now unless one is running.  For read-only programs
 * such as status.fcgi.
 */
void background_fold_start(struct background_fold *, const struct conf *);

/*
 * Starts one if the index lags behind the journal that this process writes.
 * Mostly takes a few hundred nanoseconds.
 */
void background_fold_if_behind(struct background_fold *, const struct conf *,
			       const struct journal *);

#endif
