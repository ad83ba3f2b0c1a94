/*
 * carried - the sums of lines that purge removed.
 *
 * Counters never fall, so the counts of lines must outlive the lines.  When
 * purge takes lines out of a day's file, their sums become the file's first
 * line, the carried line (carried_line.h).  Anywhere else such a line is
 * malformed.
 *
 * The sums of all carried lines count, except of those that another one
 * includes: a line with "all" includes the lines of runs up to its own.  So
 * purge can move the sums of many files into one file, and may be killed at any
 * time, and the total is right after each rename(2).
 */
#ifndef ECHOAPP_CARRIED_H
#define ECHOAPP_CARRIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash_index.h"
#include "hook_counts.h"
#include "index.h"
#include "journal/journal_line.h"
#include "time_series.h"

/* A zeroed struct has no sums. */
struct carried {
	unsigned run;			 /* of purge; 0: none yet */
	bool all;			 /* see above */
	char before[DAY_FILE_DATE_SIZE]; /* earlier days were purged; "" */
	struct hook_counts_row *counts;
	size_t count_rows;
	struct time_series_row *times; /* SERIES_EVER */
	size_t time_rows;
	struct hash_index by_key; /* rows of both, counts with odd numbers */
};

void carried_free(struct carried *);

/* Adds a line that the fold would count; NULL: a malformed one. */
void carried_add_line(struct carried *, const struct journal_line *);

/*
 * Moves malformed lines, and hooks that were lost before a line, to a row of
 * their own: the hook "" and the rule CARRIED_PURGED.  They stay in the
 * counters, but are no problem of the journal any more.
 */
#define CARRIED_PURGED "purged"
void carried_set_purged(struct carried *);

/* Adds a row of such sums. */
void carried_add_count(struct carried *, const struct hook_count *);
void carried_add_time(struct carried *, const struct time_series_row *);

/* Takes the sums of another from this one's, down to 0. */
void carried_subtract(struct carried *, const struct carried *);

#endif
