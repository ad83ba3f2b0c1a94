/*
 * series - how many hooks were answered how, and how fast, in each minute.
 *
 * The table `series` has a row for each unit of time, hook and HTTP status:
 * how many (count), how long all of them took (took, microseconds), and how
 * many of them took so long (b0 ...): up to time_series_bounds[0], beyond that
 * and up to the next, ..., beyond the last.  Lines that do not say how long it
 * took are in no bucket.
 *
 * What is too old for a unit is forgotten; it depends on the journal and on
 * the time of the last fold, and on nothing else.
 */
#ifndef ECHOAPP_TIME_SERIES_H
#define ECHOAPP_TIME_SERIES_H

#include <stdint.h>

#include "index.h"

#define SERIES_BOUNDS 17

/* Microseconds; an answer that took as long as a bound is within it. */
extern const int64_t time_series_bounds[SERIES_BOUNDS];

/* Seconds that a row is about; `begin` is a multiple of it, or 0 for ever. */
enum time_series_unit {
	SERIES_EVER = 0,
	SERIES_MINUTE = 60,
	SERIES_HOUR = 3600
};

/* Rows are kept so long; microseconds. */
#define SERIES_MINUTES_KEPT (INT64_C(2) * 86400 * 1000000)
#define SERIES_HOURS_KEPT (INT64_C(400) * 86400 * 1000000)

/* Rows that are held at a time: hooks of a few minutes, or of many hours. */
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
	unsigned short positions[SERIES_MAX * 2]; /* 0: free; else one more */
};

/* Makes room by saving, when there is none. */
void time_series_add(struct time_series *, struct index *,
		     const struct journal_line *, timestamp now);

void time_series_clear(struct time_series *);

/* Adds them to the index, and forgets them; 0 or -1. */
int time_series_save(struct time_series *, struct index *);

/* Throws away the rows that are too old; 0 or -1. */
int time_series_purge(struct index *, timestamp now);

/*
 * The time within which a part of those in the buckets was answered, in
 * microseconds: 0.5 is the median.  -1: there are none.
 */
double time_series_quantile(const uint64_t buckets[SERIES_BOUNDS + 1],
			    double part);

#endif
