/* backoff - how long to wait before another try. */

#include "backoff.h"

#include <sys/random.h>

int64_t
backoff_after(unsigned failures)
{
	int64_t wait = BACKOFF_FIRST;
	uint32_t random = 0;

	while (failures-- > 1 && wait < BACKOFF_MAX)
		wait *= 2;
	if (wait > BACKOFF_MAX)
		wait = BACKOFF_MAX;
	/* Without random bytes the whole time is waited. */
	(void)!getrandom(&random, sizeof random, GRND_NONBLOCK);
	return wait - wait / 2 * (int64_t)(random >> 16) / UINT16_MAX;
}
