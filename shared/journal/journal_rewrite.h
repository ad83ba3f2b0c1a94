/*
 * rewrite - makes a day's file anew, line by line, while others add to it.
 *
 * The new file is made beside the old one and renamed over it under its lock,
 * which writers notice (journal.h).  Most of it is made before the lock is
 * taken: a hook does not wait for more than what came meanwhile.
 */
#ifndef ECHOAPP_JOURNAL_REWRITE_H
#define ECHOAPP_JOURNAL_REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "journal_days.h"

/* Appends what stands for a line, without its newline; false: the line. */
typedef bool journal_rewrite_fn(void *arg, struct buffer *out, const char *line,
				size_t len);

/*
 * Calls it for every line.  When none changes, the file stays.  Returns 0 with
 * the number of lines that did, or -1 with errno; the file then stays, too.
 */
int journal_rewrite_day(const struct journal_days *, const char *file,
			journal_rewrite_fn *, void *arg, uint64_t *changed);

/* Removes what was left of it by somebody who was killed. */
void journal_rewrite_clean(const struct journal_days *, const char *file);

#endif
