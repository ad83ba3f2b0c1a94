/* fresh - brings the index up to what the journal tells, for an answer. */
#ifndef ECHOAPP_FRESH_H
#define ECHOAPP_FRESH_H

#include "api.h"

/* Takes up a changed configuration, and has the index be no older than
 * FRESHNESS_MAX_AGE microseconds, if that can be had in a moment. */
#define FRESHNESS_MAX_AGE INT64_C(250000)
void freshness_update(struct api *);

/* Has it be up to date; false: there is too much to be read. */
bool freshness_update_all(struct api *);

/* After an answer: has the rest read, when there is much of it. */
void freshness_fold_rest(struct api *);

void freshness_close(struct api *);

/* Bytes of the journal that the index has not read; -1: nobody knows. */
int64_t freshness_lag(const struct api *);

timestamp freshness_now(void);

#endif
