/*
 * keep_days - purges what is older than the configuration says, in the child
 * that folds (echoapp.conf: keep_days).
 */
#ifndef ECHOAPP_KEEP_DAYS_H
#define ECHOAPP_KEEP_DAYS_H

#include <stdbool.h>

#include "fold.h"

/* When the first day begins that is kept: the days are in UTC. */
timestamp keep_days_limit(int64_t keep_days, timestamp now);

/*
 * Is it time to look for something to purge?  Once an hour at most, sooner
 * after a purge that was killed; and not while the clock may be ahead, because
 * a clock that is a year ahead would purge a year.
 */
bool keep_days_is_due(const char *state_dir, int64_t keep_days, timestamp now);

/* Completes a purge that was killed, before the fold. */
void keep_days_resume(const char *state_dir);

/*
 * Purges, after the fold, whose task has the lock of STATE/index.lock.  What
 * fails is logged, and is in the record (purge_record.h).
 */
void keep_days_purge(struct index *, const struct fold_task *,
		     int64_t keep_days, timestamp now);

#endif
