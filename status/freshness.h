/* fresh - brings the index up to what the journal tells, for an answer. */
#ifndef ECHOAPP_FRESH_H
#define ECHOAPP_FRESH_H

#include "api.h"

/* Takes up a changed configuration, and has the index be no older than
 * FRESH_FOR microseconds, if that can be had in a moment. */
#define FRESH_FOR INT64_C(250000)
void fresh(struct api *);

/* Has it be up to date; false: there is too much to be read. */
bool fresh_all(struct api *);

/* After an answer: has the rest read, when there is much of it. */
void fresh_rest(struct api *);

void fresh_close(struct api *);

/* Bytes of the journal that the index has not read; -1: nobody knows. */
int64_t fresh_lag(const struct api *);

moment fresh_now(void);

#endif
