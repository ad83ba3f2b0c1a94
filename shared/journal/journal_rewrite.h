/*
 * rewrite - makes a day's file anew, line by line, while others add to it.
 *
 * The new file is made beside the old one and renamed over it under its lock,
 * which writers notice (journal.h).  Most of it is made before the lock is
 * taken: a hook does not wait for more than what came meanwhile.
 */
#ifndef ECHOAPP_REWRITE_H
#define ECHOAPP_REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "journal_days.h"

/* Appends what stands for a line, without its newline; false: the line. */
typedef bool rewrite_line(void *arg, struct buffer *out, const char *line,
			  size_t len);

/*
 * Calls it for every line.  When none changes, the file stays.  Returns 0 with
 * the number of lines that did, or -1 with errno; the file then stays, too.
 */
int rewrite_day(const struct days *, const char *file, rewrite_line *,
		void *arg, uint64_t *changed);

/* Removes what was left of it by somebody who was killed. */
void rewrite_clean(const struct days *, const char *file);

#endif
