/* throttle - bounds the time that is spent on wrong passwords. */

#include "throttle.h"

bool
throttle_allows(const struct throttle *t, unsigned group, int64_t now)
{
	const int64_t debt_max = (int64_t)THROTTLE_BURST * THROTTLE_SHARE;

	return t->settled_at[group % THROTTLE_GROUPS] - now < debt_max;
}

void
throttle_charge(struct throttle *t, unsigned group, int64_t now, int64_t cost)
{
	int64_t *at = &t->settled_at[group % THROTTLE_GROUPS];

	*at = (*at > now ? *at : now) + cost * THROTTLE_SHARE;
}
