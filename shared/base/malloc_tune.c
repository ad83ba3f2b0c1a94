/* memory - for a while, what is freed is kept at hand. */

#include "malloc_tune.h"

#include <limits.h>
#include <malloc.h>

/* glibc's own, bytes (mallopt(3)). */
#define USUAL (128 * 1024)

void
memory_keep(void)
{
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_TOP_PAD, 64 << 20);
}

void
memory_give_back(void)
{
	mallopt(M_TRIM_THRESHOLD, USUAL);
	mallopt(M_TOP_PAD, USUAL);
	malloc_trim(0);
}
