/*
 * missing_days - days that the index has folded and whose files are gone,
 * though no purge removed them: logrotate or a hand did.
 *
 * Their records are gone.  That is told until the file is back, a purge with a
 * later date removes what was before it, or somebody accepts it.  Counters keep
 * what the days counted, because counters never fall.  Both is known from the
 * index only, so each rebuild takes it over from the index before.
 *
 * The table missing_day has the days; missing_sums has the counters of the
 * index before, as a carried line, until a rebuild has read the whole journal.
 */
#ifndef ECHOAPP_MISSING_DAYS_H
#define ECHOAPP_MISSING_DAYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "checkpoints.h"

struct missing_days {
	struct missing_day {
		char day[sizeof "20261123"];
		bool was_known;
		bool is_accepted;
	} * at;
	size_t count;
	struct buffer sums; /* the carried line; empty: unknown */
};

/*
 * Before a rebuild: reads what the index and its checkpoints tell.  An index
 * that cannot be read has none.
 */
void missing_days_read(struct missing_days *, struct index *,
		       const struct checkpoints *);
void missing_days_free(struct missing_days *);

/*
 * Writes them into the new index, without those before the date `purged` that
 * were not known before; "": no date.  0, or -1 with index_error().
 */
int missing_days_save(const struct missing_days *, struct index *,
		      const char *purged);

/*
 * When all of the journal is folded, and all counts are saved: raises the
 * counters to those of the index before.  0, or -1 with index_error().
 */
int missing_days_raise_counts(struct index *);

/*
 * How many there are that nobody has accepted; -1: the index cannot be read.
 * `first` is the first of them, as "2026-11-23", or "".
 */
int missing_days_count(struct index *, char first[DAY_FILE_DATE_SIZE]);

/*
 * The same, with the days that are gone since the last fold, for a reader that
 * does not fold.
 */
int missing_days_find(struct index *, const char *state_dir,
		      char first[DAY_FILE_DATE_SIZE]);

/* Accepts them all; within a transaction.  0, or -1 with index_error(). */
int missing_days_accept(struct index *);

#endif
