/* Percentiles, compared with those of the sorted values. */

#include "play/histogram.h"

#include <stdlib.h>

#include "support/harness.h"

static int
by_value(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

TEST_LOOP(a_percentile_is_right_to_two_percent_and_never_too_small, 10)
{
	static const double shares[] = { 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1 };
	static struct histogram f;
	static int64_t all[20000];
	uint64_t random = (uint64_t)_i + 1;
	size_t n = 20000, i;

	for (i = 0; i < n; i++) {
		/* Of all magnitudes. */
		all[i] = (int64_t)(next_random(&random) >>
				   (24 + next_random(&random) % 40));
		histogram_add(&f, all[i]);
	}
	qsort(all, n, sizeof *all, by_value);
	for (i = 0; i < ROWS(shares); i++) {
		size_t rank = (size_t)(shares[i] * (double)n + 0.999999);
		int64_t exact = all[rank ? rank - 1 : 0];
		int64_t got = histogram_percentile(&f, shares[i]);

		ck_assert_msg(got >= exact &&
				  (double)(got - exact) <= (double)exact * 0.02,
			      "%g: %ld, exactly %ld", shares[i], (long)got,
			      (long)exact);
	}
	ck_assert_int_eq(f.max, all[n - 1]);
	ck_assert_int_eq(histogram_percentile(&f, 1), f.max);
}

TEST(small_values_are_exact_and_nothing_is_zero)
{
	static struct histogram f;
	int64_t i;

	ck_assert_int_eq(histogram_percentile(&f, 0.5), 0);
	for (i = 1; i <= 100; i++)
		histogram_add(&f, i);
	ck_assert_int_eq(histogram_percentile(&f, 0.5), 50);
	ck_assert_int_eq(histogram_percentile(&f, 0.99), 99);
	histogram_add(&f, -5);
	ck_assert_int_eq(histogram_percentile(&f, 0), 0);
	histogram_add(&f, INT64_MAX);
	ck_assert_int_eq(f.max, INT64_MAX);
	ck_assert_uint_eq(f.count, 102);
}
