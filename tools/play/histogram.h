/*
 * histogram - how long things took.  Each bucket is 1/64 of its value wide, so
 * memory is fixed, and a percentile is right to 2 %.
 */
#ifndef ECHOAPP_HISTOGRAM_H
#define ECHOAPP_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_STEPS ((size_t)64)
#define HISTOGRAM_BUCKETS (HISTOGRAM_STEPS * 36)

/* A zeroed struct is empty. */
struct histogram {
	uint64_t buckets[HISTOGRAM_BUCKETS];
	uint64_t count;
	int64_t max; /* exact */
};

/* Adds a value in microseconds; a negative one counts as 0. */
void histogram_add(struct histogram *, int64_t value);

/*
 * The value that this share of all values (0.99) does not exceed: the upper
 * edge of its bucket, but `max` at most; 0 without values.
 */
int64_t histogram_percentile(const struct histogram *, double share);

#endif
