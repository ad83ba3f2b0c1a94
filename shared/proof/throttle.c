/* throttle - bounds the time that is spent on wrong passwords. */

#include "throttle.h"

#include <stddef.h>

static bool
has_time(int64_t settled_at, int64_t now, int64_t burst, int64_t share)
{
	return settled_at - now < burst * share;
}

static void
charge(int64_t *settled_at, int64_t now, int64_t cost, int64_t share)
{
	*settled_at = (*settled_at > now ? *settled_at : now) + cost * share;
}

static size_t
slot_of(unsigned group)
{
	return group == THROTTLE_PROVEN ? THROTTLE_GROUPS
					: group % THROTTLE_GROUPS;
}

bool
throttle_allows(const struct throttle *t, unsigned group, int64_t now)
{
	if (group != THROTTLE_PROVEN &&
	    !has_time(t->strangers_settled_at, now, THROTTLE_STRANGERS_BURST,
		      THROTTLE_STRANGERS_SHARE))
		return false;
	return has_time(t->settled_at[slot_of(group)], now, THROTTLE_BURST,
			THROTTLE_SHARE);
}

void
throttle_charge(struct throttle *t, unsigned group, int64_t now, int64_t cost)
{
	if (group != THROTTLE_PROVEN)
		charge(&t->strangers_settled_at, now, cost,
		       THROTTLE_STRANGERS_SHARE);
	charge(&t->settled_at[slot_of(group)], now, cost, THROTTLE_SHARE);
}
