/* budget - what wrong passwords may cost. */

#include "throttle.h"

bool
throttle_allows(const struct throttle *b, unsigned group, int64_t now)
{
	const int64_t most = (int64_t)THROTTLE_BURST * THROTTLE_SHARE;

	return b->settled_at[group % THROTTLE_GROUPS] - now < most;
}

void
throttle_charge(struct throttle *b, unsigned group, int64_t now, int64_t cost)
{
	int64_t *at = &b->settled_at[group % THROTTLE_GROUPS];

	*at = (*at > now ? *at : now) + cost * THROTTLE_SHARE;
}
