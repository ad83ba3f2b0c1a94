/*
 * carried_heads - the carried lines of all days, without their sums.
 *
 * Which sums count, and which days purge removed, is known only from all of
 * them together, so they are read before the first line of the journal is used.
 */
#ifndef ECHOAPP_CARRIED_HEADS_H
#define ECHOAPP_CARRIED_HEADS_H

#include "base/error.h"
#include "carried.h"
#include "journal/journal_days.h"

/* A zeroed struct has none. */
struct carried_heads {
	/* One for each day of the list; without a carried line run is 0. */
	struct carried_head {
		unsigned run;
		bool all;
		off_t end; /* the offset after the line; 0: there is none */
	} * at;
	unsigned run;			 /* the greatest; 0: there is none */
	unsigned all_run;		 /* the greatest of those with "all" */
	char before[DAY_FILE_DATE_SIZE]; /* earlier days were purged; "" */
};

/*
 * Reads the first line of each day; a day that is gone has none.  Returns 0; or
 * -1 with errno and the reason, after all days that can be read were read.
 * carried_heads_free() frees it in both cases.
 */
int carried_heads_read(struct carried_heads *, const struct journal_days *,
		       struct error *);
void carried_heads_free(struct carried_heads *);

/* Is the sum of a carried line included in that of an "all" line's run? */
bool carried_heads_include(const struct carried_heads *, unsigned run,
			   bool all);

/* Adds the sums of a carried line, unless those of another one include them. */
void carried_heads_add(const struct carried_heads *, struct carried *,
		       const struct journal_line *v);

#endif
