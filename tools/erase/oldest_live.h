/*
 * alive - since when there is something that lives.
 *
 * By the index as it stands, and by what the journal tells beyond it, so that
 * it can be told on a disk that is full, too: nothing is written.
 */
#ifndef ECHOAPP_ALIVE_H
#define ECHOAPP_ALIVE_H

#include "index/expiry.h"
#include "index/index.h"

/*
 * The first line of what is live, INT64_MAX: nothing is.  Returns 0; or -1, the
 * index or the journal cannot be read, or they do not belong together.
 */
int oldest_live(struct index *, const char *state_dir, const struct timeouts *,
		timestamp *since);

#endif
