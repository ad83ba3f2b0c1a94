/*
 * oldest_live - when the oldest live entity began.
 *
 * The answer comes from the index and from the part of the journal that the
 * index has not folded.  Nothing is written, so it works on a full disk, too.
 */
#ifndef ECHOAPP_OLDEST_LIVE_H
#define ECHOAPP_OLDEST_LIVE_H

#include "index/expiry.h"
#include "index/index.h"

/*
 * Sets *since to the time of the oldest live entity's first line, INT64_MAX if
 * nothing is live.  Returns 0; or -1: the index or the journal cannot be read,
 * or the index is not of this journal.
 */
int oldest_live(struct index *, const char *state_dir, const struct timeouts *,
		timestamp *since);

#endif
