/* lifetime - how long what a hook begins may last. */

#include "lifetime.h"

#include "policy.h"
#include "protocol/hook_roles.h"
#include "rules/rule.h"

uint64_t
lifetime_of(struct exchange *x)
{
	const struct rule *r = NULL;
	uint64_t shortest = 0;

	if (!x->policy->rules.current.limit_times)
		return 0;
	while ((r = policy_next_rule(x, r, RULE_BIT(RULE_LASTING))))
		if (hook_roles_begins(x->method->name) &&
		    (shortest == 0 || r->max < shortest))
			shortest = r->max;
	return shortest;
}
