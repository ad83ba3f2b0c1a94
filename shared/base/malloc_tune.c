/* malloc_tune - lets malloc() keep freed memory for a while. */

#include "malloc_tune.h"

#include <limits.h>
#include <malloc.h>

/* glibc's default, in bytes (mallopt(3)). */
#define GLIBC_DEFAULT (128 * 1024)

void
malloc_tune_keep(void)
{
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_TOP_PAD, 64 << 20);
}

void
malloc_tune_release(void)
{
	mallopt(M_TRIM_THRESHOLD, GLIBC_DEFAULT);
	mallopt(M_TOP_PAD, GLIBC_DEFAULT);
	malloc_trim(0);
}
