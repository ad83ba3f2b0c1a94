/* journal_tail - reads the end of the journal, without the index. */
#ifndef ECHOAPP_JOURNAL_TAIL_H
#define ECHOAPP_JOURNAL_TAIL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "journal/day_reader.h"
#include "journal/journal_days.h"
#include "journal/journal_line.h"

/*
 * Calls `each` for the last `max` hooks that were not answered with 200, the
 * latest first; looks at the last JOURNAL_TAIL_BYTES of the journal only.
 */
#define JOURNAL_TAIL_BYTES ((off_t)32 << 20)
void journal_tail_refused(const struct journal_days *, uint64_t max,
			  void (*each)(void *arg, const struct journal_line *),
			  void *arg);

/* The time of the last readable line; TIMESTAMP_NONE: there is none. */
timestamp journal_tail_last_time(struct day_reader *);

/*
 * Does the day end in the middle of a line?  A writer that is at work gets
 * some 100 ms to finish its line.
 */
bool journal_tail_is_torn(struct day_reader *);

#endif
