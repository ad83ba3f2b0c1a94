/* freshness - brings the index up to date for a response. */
#ifndef ECHOAPP_FRESHNESS_H
#define ECHOAPP_FRESHNESS_H

#include "api.h"

/*
 * Reads a changed configuration, opens the index, and folds what is new, unless
 * that was done less than FRESHNESS_MAX_AGE microseconds ago.  Folds no more
 * than SUMMARY_FOLD_LINES.
 */
#define FRESHNESS_MAX_AGE INT64_C(250000)
void freshness_update(struct api *);

/* Folds all that is new; false if that is too much for one response. */
bool freshness_update_all(struct api *);

/* The same, and no call record becomes final before `seal` after it. */
bool freshness_update_sealed(struct api *, timestamp seal);

/* Call this after a response: folds in the background what is left. */
void freshness_fold_rest(struct api *);

/* Starts a fold that was passed on (background_fold.h); closes the lock. */
void freshness_start_fold(const struct api *, int lock);

void freshness_close(struct api *);

#endif
