/* recent - what the end of the journal tells, without the index. */
#ifndef ECHOAPP_JOURNAL_TAIL_H
#define ECHOAPP_JOURNAL_TAIL_H

#include <stdint.h>
#include <sys/types.h>

#include "journal/journal_days.h"
#include "journal/journal_line.h"

/*
 * Tells the last hooks that were not answered 200, the latest first: `most` of
 * them, as far as they stand in the last JOURNAL_TAIL_BYTES.
 */
#define JOURNAL_TAIL_BYTES ((off_t)32 << 20)
void journal_tail_refused(const struct journal_days *, uint64_t max,
			  void (*each)(void *arg, const struct journal_line *),
			  void *arg);

/* When the last line was written; TIMESTAMP_NONE: there is none that can be
 * read. */
timestamp journal_tail_last_time(int fd);

#endif
