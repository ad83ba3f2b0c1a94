/*
 * journal_swap - a new file for a day, beside the old one until it replaces it;
 * for journal_rewrite.c, journal_cut.c and journal_pack.c.
 *
 * The lock of the new file keeps two processes from making it at once.
 */
#ifndef ECHOAPP_JOURNAL_SWAP_H
#define ECHOAPP_JOURNAL_SWAP_H

#include <stdbool.h>

#include "journal_days.h"

/* How often another process may replace the file meanwhile. */
#define JOURNAL_SWAP_TRIES 8

struct journal_swap {
	const struct journal_days *days;
	const char *file;
	char new_name[sizeof ".20261123.new"];
	int old, new; /* descriptors; -1: not open */
};

/*
 * Opens both files, the new one empty and with the owner of the old one.
 * Returns 0, or -1 with errno; `old` may be open and `new` not, when there is
 * no space for another file.  ESTALE: another process has replaced the file.
 */
int journal_swap_open(struct journal_swap *, const struct journal_days *,
		      const char *file);

/* Under the lock of the old file: is it still the day's?  If not: ESTALE. */
int journal_swap_check(const struct journal_swap *);

/* Under that lock: renames the new file over the old one, and syncs that. */
int journal_swap_publish(const struct journal_swap *);

/* Closes both, and removes the new one unless it was published.  Keeps errno.
 */
void journal_swap_close(struct journal_swap *, bool published);

/* Removes the new file that a killed process left behind. */
void journal_swap_clean(const struct journal_days *, const char *file);

#endif
