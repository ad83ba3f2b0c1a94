/*
 * time_series - how many hooks were answered, and how fast, in each minute.
 *
 * The table `series` has a row for each unit of time, hook and HTTP status: how
 * many hooks (count), their time together (took, microseconds), and a histogram
 * (b0 ...): how many took up to time_series_bounds[0], more than that and up to
 * the next, ..., more than the last.  Lines without a time are in no bucket.
 *
 * Old rows of minutes and hours are purged, so the table depends on the journal
 * and the time of the last fold only.
 */
#ifndef ECHOAPP_TIME_SERIES_H
#define ECHOAPP_TIME_SERIES_H

#include <stdint.h>

#include "index.h"

#define SERIES_BOUNDS 17

/* Microseconds; a bucket includes its bound. */
extern const int64_t time_series_bounds[SERIES_BOUNDS];

/* Seconds in a row; its `begin` is a multiple of them, and 0 for EVER. */
enum time_series_unit {
	SERIES_EVER = 0,
	SERIES_MINUTE = 60,
	SERIES_HOUR = 3600
};

/* How long rows are kept; microseconds. */
#define SERIES_MINUTES_KEPT (INT64_C(2) * 86400 * 1000000)
#define SERIES_HOURS_KEPT (INT64_C(400) * 86400 * 1000000)

/* Rows in memory: hooks of a few minutes, or of many hours. */
#define SERIES_MAX ((size_t)512)

struct time_series {
	struct time_series_row {
		enum time_series_unit unit;
		int64_t begin; /* seconds */
		char hook[48];
		int status;
		uint64_t count;
		uint64_t took;
		uint64_t buckets[SERIES_BOUNDS + 1];
	} at[SERIES_MAX];
	size_t count;
	/* A hash table of indexes into `at`, plus one; 0: free. */
	unsigned short table[SERIES_MAX * 2];
};

/* Counts a line; saves all rows first if there is no room. */
void time_series_add(struct time_series *, struct index *,
		     const struct journal_line *, timestamp now);

/* Adds a hook that took so long, microseconds or -1, to its row. */
void time_series_sum(struct time_series_row *, long took);

/* Adds a row to that of the index.  0, or -1 with index_error(). */
int time_series_save_row(struct index *, const struct time_series_row *);

/* Drops the rows in memory. */
void time_series_clear(struct time_series *);

/* Moves the rows into the index.  0, or -1 with index_error(). */
int time_series_save(struct time_series *, struct index *);

/* Deletes rows of the index that are too old.  0, or -1 with index_error(). */
int time_series_purge(struct index *, timestamp now);

/*
 * The quantile of a histogram in microseconds: `part` 0.5 is the median.  -1:
 * the histogram is empty.
 */
double time_series_quantile(const uint64_t buckets[SERIES_BOUNDS + 1],
			    double part);

#endif
