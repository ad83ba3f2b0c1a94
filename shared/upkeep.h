/*
 * upkeep - keeps the index fresh, off the caller's clock.
 *
 * Asked after an answer has been sent.  When the index lags, and nobody else
 * is at it, a child of this process folds what is new, so that the next hook
 * need not wait.  No daemon is needed: where there is traffic there is upkeep,
 * and where there is none a reader folds the rest.
 */
#ifndef ECHOAPP_UPKEEP_H
#define ECHOAPP_UPKEEP_H

#include <time.h>

#include "conf.h"
#include "journal.h"

struct upkeep {
	int lock; /* of STATE/index.lock; -1: not open */
	struct timespec looked;
};

void upkeep_init(struct upkeep *);
void upkeep_close(struct upkeep *);

/*
 * The program that folds when it is started with --fold, and then the state
 * directory and UPKEEP_NUMBERS numbers, the index's lock being its descriptor
 * UPKEEP_LOCK.  Until this is said nobody is started.
 */
#define UPKEEP_LOCK 3
#define UPKEEP_NUMBERS 5
void upkeep_through(const char *program);

/* What that program does with what follows --fold; its exit code. */
int upkeep_fold(char **argv);

/* Starts it at once, unless somebody is at it; for one who only reads. */
void upkeep_now(struct upkeep *, const struct conf *);

/* Where this process has written to; a few hundred nanoseconds, mostly. */
void upkeep(struct upkeep *, const struct conf *, const struct journal *);

#endif
