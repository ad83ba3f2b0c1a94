/*
 * figures - how long things took: a histogram whose buckets are 1/64 of their
 * value wide, so that memory stays the same and a percentile is right to 2 %.
 */
#ifndef ECHOAPP_FIGURES_H
#define ECHOAPP_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_STEPS ((size_t)64)
#define HISTOGRAM_BUCKETS (HISTOGRAM_STEPS * 36)

/* A zeroed one is empty. */
struct histogram {
	uint64_t buckets[HISTOGRAM_BUCKETS];
	uint64_t count;
	int64_t max; /* exact */
};

/* Microseconds; below 0 counts as 0. */
void histogram_add(struct histogram *, int64_t);

/*
 * What a share of all (0.99) did not exceed: the upper edge of its bucket, at
 * most `max`; 0 when there are none.
 */
int64_t histogram_percentile(const struct histogram *, double share);

#endif
