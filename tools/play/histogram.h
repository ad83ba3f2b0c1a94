/*
 * figures - how long things took: a histogram whose buckets are 1/64 of their
 * value wide, so that memory stays the same and a percentile is right to 2 %.
 */
#ifndef ECHOAPP_FIGURES_H
#define ECHOAPP_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#define FIGURES_STEPS ((size_t)64)
#define FIGURES_BUCKETS (FIGURES_STEPS * 36)

/* A zeroed one is empty. */
struct figures {
	uint64_t buckets[FIGURES_BUCKETS];
	uint64_t count;
	int64_t max; /* exact */
};

/* Microseconds; below 0 counts as 0. */
void figures_add(struct figures *, int64_t);

/*
 * What a share of all (0.99) did not exceed: the upper edge of its bucket, at
 * most `max`; 0 when there are none.
 */
int64_t figures_at(const struct figures *, double share);

#endif
