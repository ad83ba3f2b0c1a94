/* recent - what the end of the journal tells, without the index. */
#ifndef ECHOAPP_RECENT_H
#define ECHOAPP_RECENT_H

#include <stdint.h>
#include <sys/types.h>

#include "journal/journal_days.h"
#include "journal/journal_line.h"

/*
 * Tells the last hooks that were not answered 200, the latest first: `most` of
 * them, as far as they stand in the last RECENT_BYTES.
 */
#define RECENT_BYTES ((off_t)32 << 20)
void recent_refused(const struct days *, uint64_t most,
		    void (*each)(void *arg, const struct event *), void *arg);

/* When the last line was written; NEVER: there is none that can be read. */
moment recent_line(int fd);

#endif
