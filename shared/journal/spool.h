/*
 * spool - lines that wait in memory until the journal can be written.
 *
 * The lock is free again within microseconds, unless its holder was stopped,
 * and files can be opened unless too many are.  Then hooks are answered all the
 * same, and their lines wait here; a killed process loses them.
 */
#ifndef ECHOAPP_SPOOL_H
#define ECHOAPP_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "journal.h"

/* The most that waits, in bytes: about 5000 lines. */
#define SPOOL_BYTES_MAX ((size_t)4 << 20)

/* A zeroed struct is empty. */
struct spool {
	struct spool_line *first, *last;
	unsigned count;
	size_t bytes;
};

/* Copies the line of `when` behind the others; false: there is no space. */
bool spool_add(struct spool *, const struct timespec *when, const char *line,
	       size_t len);

/*
 * Appends the lines to the journal, the first one first, and frees those that
 * were written.  Returns 0 when none is left, or -1 (journal_error()).
 */
int spool_write(struct spool *, struct journal *, bool durable);

/* Frees the lines that were not written. */
void spool_clear(struct spool *);

#endif
