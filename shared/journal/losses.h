/*
 * losses - STATE/losses.json: how many hooks were answered, but could not be
 * recorded in the journal.
 *
 * The journal tells losses only when it can be written again, so programs count
 * them here at once.  The file is made while all is well, and keeps its length:
 * on a full disk it can still be written.  The count only grows; lines of the
 * journal say how many of their `lost` hooks are in it (`counted`).
 */
#ifndef ECHOAPP_LOSSES_H
#define ECHOAPP_LOSSES_H

#include <stdint.h>

#include "base/error.h"
#include "base/timestamp.h"

struct losses {
	int64_t count;
	int64_t accepted; /* of these, by purge: they are no problem any more */
	timestamp last;	  /* when the last hook was lost; TIMESTAMP_NONE */
	struct error reason; /* why that one was not recorded */
};

/* Makes the file if there is none.  A failure is found by losses_add(). */
void losses_prepare(const char *state_dir);

/* Adds hooks that were lost now.  Returns 0, or -1 with errno. */
int losses_add(const char *state_dir, unsigned hooks, const char *reason);

/* What was lost before that time is no problem any more. */
void losses_accept(const char *state_dir, timestamp before);

/* All zero, with TIMESTAMP_NONE, if there is no such file. */
void losses_read(struct losses *, const char *state_dir);

#endif
