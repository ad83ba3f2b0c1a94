/* lint_names - sets that no rule names, and clocks whose zone is not said. */

#include <string.h>

#include "base/log.h"
#include "rule_lint.h"

static bool
is_named(const struct rules *all, const struct rule *define)
{
	const struct rule *r = define + 1, *end = all->at + all->count;
	size_t i;

	for (; r < end; r++)
		for (i = 0; i < r->condition_count; i++)
			if (r->conditions[i].test == CONDITION_IN &&
			    strcmp(r->conditions[i].text, define->hook) == 0)
				return true;
	return false;
}

static void
check_zones(struct diagnostics *f, const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++) {
		const struct condition *c = &r->conditions[i];

		if (c->field.source != FACT_NOW || c->zone)
			continue;
		diagnostic_warning(
		    f, (struct source_location){ r->file, r->line, 0 },
		    "%s is in UTC; say so, or name another zone, at the end of "
		    "the condition: zone UTC, zone Europe/Berlin",
		    c->field.text);
		return;
	}
}

void
lint_names(struct diagnostics *f, const struct rules *all, const struct rule *r)
{
	char shown[128];

	check_zones(f, r);
	if (r->kind != RULE_DEFINE || is_named(all, r))
		return;
	log_escape(shown, sizeof shown, r->hook);
	diagnostic_warning(f, (struct source_location){ r->file, r->line, 0 },
			   "no rule below names the set %s; write: FIELD in %s",
			   shown, shown);
}
