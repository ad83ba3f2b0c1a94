/* budget - what wrong passwords may cost. */

#include "throttle.h"

bool
budget_allows(const struct budget *b, unsigned group, int64_t now)
{
	const int64_t most = (int64_t)BUDGET_BURST * BUDGET_SHARE;

	return b->paid_at[group % BUDGET_GROUPS] - now < most;
}

void
budget_spend(struct budget *b, unsigned group, int64_t now, int64_t cost)
{
	int64_t *at = &b->paid_at[group % BUDGET_GROUPS];

	*at = (*at > now ? *at : now) + cost * BUDGET_SHARE;
}
