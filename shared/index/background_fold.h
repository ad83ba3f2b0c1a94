/*
 * upkeep - keeps the index fresh, off the caller's clock.
 *
 * Asked after an answer has been sent.  When the index lags, and nobody else
 * is at it, a child of this process folds what is new, so that the next hook
 * need not wait.  No daemon is needed: where there is traffic there is upkeep,
 * and where there is none a reader folds the rest.
 */
#ifndef ECHOAPP_BACKGROUND_FOLD_H
#define ECHOAPP_BACKGROUND_FOLD_H

#include <stdbool.h>
#include <time.h>

#include "conf/conf.h"
#include "journal/journal.h"

struct background_fold {
	int lock; /* of STATE/index.lock; -1: not open */
	struct timespec checked;
};

void background_fold_init(struct background_fold *);
void background_fold_close(struct background_fold *);

/*
 * The program that folds when BACKGROUND_FOLD_NAME is what it is started as.
 * Until this is said nobody is started.  It `survives` one that ends after each
 * hook, and then has no standard error: a web server may wait for that to be
 * closed.
 */
#define BACKGROUND_FOLD_NAME "echoapp-fold"
void background_fold_set_program(const char *program, bool outlives);

/*
 * Is this process one that was started to fold?  Its name says so, and no
 * argument: of a CGI program those are a stranger's, who writes them into the
 * URL (RFC 3875, 4.4).
 */
bool background_fold_is_child(int argc, char **argv);

/* What such a process does; its exit code. */
int background_fold_main(char **argv);

/* Starts it at once, unless somebody is at it; for one who only reads. */
void background_fold_start(struct background_fold *, const struct conf *);

/* Where this process has written to; a few hundred nanoseconds, mostly. */
void background_fold_if_behind(struct background_fold *, const struct conf *,
			       const struct journal *);

#endif
