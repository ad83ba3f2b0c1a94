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

#include <stdbool.h>
#include <time.h>

#include "conf/conf.h"
#include "journal/journal.h"

struct upkeep {
	int lock; /* of STATE/index.lock; -1: not open */
	struct timespec looked;
};

void upkeep_init(struct upkeep *);
void upkeep_close(struct upkeep *);

/*
 * The program that folds when UPKEEP_NAME is what it is started as.  Until this
 * is said nobody is started.  It `survives` one that ends after each hook, and
 * then has no standard error: a web server may wait for that to be closed.
 */
#define UPKEEP_NAME "echoapp-fold"
void upkeep_through(const char *program, bool survives);

/*
 * Is this process one that was started to fold?  Its name says so, and no
 * argument: of a CGI program those are a stranger's, who writes them into the
 * URL (RFC 3875, 4.4).
 */
bool upkeep_is_meant(int argc, char **argv);

/* What such a process does; its exit code. */
int upkeep_fold(char **argv);

/* Starts it at once, unless somebody is at it; for one who only reads. */
void upkeep_now(struct upkeep *, const struct conf *);

/* Where this process has written to; a few hundred nanoseconds, mostly. */
void upkeep(struct upkeep *, const struct conf *, const struct journal *);

#endif
