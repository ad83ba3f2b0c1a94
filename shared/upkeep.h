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
 * The program that folds when it is started with --fold CONF STATE_DIR and the
 * index's lock as descriptor UPKEEP_LOCK; CONF is "" for the installed one.
 * Until this is said nobody is started.
 */
#define UPKEEP_LOCK 3
void upkeep_through(const char *program);

/* What that program does then; its exit code. */
int upkeep_fold(const char *conf, const char *state_dir);

/* Where this process has written to; a few hundred nanoseconds, mostly. */
void upkeep(struct upkeep *, const struct conf_file *, const struct journal *);

#endif
