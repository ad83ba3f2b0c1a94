/* monotonic - microseconds of CLOCK_MONOTONIC, which nobody sets. */

#include "monotonic.h"

#include <time.h>

int64_t
monotonic_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
monotonic_remaining(int64_t deadline, int64_t most)
{
	int64_t left = deadline - monotonic_now();

	if (left <= 0)
		return 0;
	return left > most ? most : left;
}
