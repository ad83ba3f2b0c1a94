/* histogram - how long things took. */

#include "histogram.h"

/* Values below two steps have a bucket each; above, each doubling has 64. */
static size_t
bucket_of(uint64_t value)
{
	unsigned shift = 0;
	size_t at;

	while ((value >> shift) >= 2 * HISTOGRAM_STEPS)
		shift++;
	at = shift * HISTOGRAM_STEPS + (size_t)(value >> shift);
	return at < HISTOGRAM_BUCKETS ? at : HISTOGRAM_BUCKETS - 1;
}

/* The largest value of a bucket. */
static int64_t
edge_of(size_t bucket)
{
	size_t shift, base;

	if (bucket < 2 * HISTOGRAM_STEPS)
		return (int64_t)bucket;
	shift = bucket / HISTOGRAM_STEPS - 1;
	base = bucket - shift * HISTOGRAM_STEPS;
	return (int64_t)(((base + 1) << shift) - 1);
}

void
histogram_add(struct histogram *h, int64_t value)
{
	if (value < 0)
		value = 0;
	h->buckets[bucket_of((uint64_t)value)]++;
	h->count++;
	if (value > h->max)
		h->max = value;
}

int64_t
histogram_percentile(const struct histogram *h, double share)
{
	double wanted = share * (double)h->count;
	uint64_t seen = 0;
	size_t i;

	if (h->count == 0)
		return 0;
	for (i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += h->buckets[i];
		if ((double)seen >= wanted && seen > 0)
			break;
	}
	return edge_of(i) < h->max ? edge_of(i) : h->max;
}
