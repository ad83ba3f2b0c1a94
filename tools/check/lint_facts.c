/* lint_facts - rules that test what no rule proves. */

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "protocol/methods.h"
#include "rule_lint.h"

#define WARN(f, r, ...)                                                        \
	diagnostic_warning(                                                    \
	    f, (struct source_location){ (r)->file, (r)->line, 0 },            \
	    __VA_ARGS__)

/* Does a rule prove facts of this source for the hook? */
static bool
is_proved(const struct rules *all, const struct method *m,
	  enum fact_source source)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].kind == RULE_PROVE &&
		    rule_is_for(&all->at[i], m) &&
		    rule_proof_source(&all->at[i].proof) == source)
			return true;
	return false;
}

static void
check_unproved(struct diagnostics *f, const struct rules *all,
	       const struct rule *r, const struct method *m)
{
	enum fact_source i;

	for (i = FACT_JWT; i < FACT_SESSION; i++)
		if (rule_needs(r, i) && !is_proved(all, m, i))
			WARN(f, r,
			     "no rule proves %s of %s, so this %s never finds "
			     "it; write: prove %s FIELD ...",
			     fact_source_names[i], m->name,
			     rule_kind_names[r->kind], m->name);
}

/* Does a rule deny the hook where the facts of the proof are missing? */
static bool
is_demanded(const struct rules *all, const struct method *m,
	    enum fact_source source)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct rule *r = &all->at[i];

		if ((r->kind == RULE_DENY || r->kind == RULE_ALLOW) &&
		    rule_is_for(r, m) && rule_needs(r, source))
			return true;
	}
	return false;
}

static void
check_proof(struct diagnostics *f, const struct rules *all,
	    const struct rule *r, const struct method *m)
{
	const enum fact_source source = rule_proof_source(&r->proof);

	if (!is_demanded(all, m, source))
		WARN(f, r,
		     "a %s without this proof passes; write: deny %s if not %s "
		     "exists",
		     m->name, m->name, fact_source_names[source]);
	if (r->proof.kind == PROOF_JWT && !r->proof.audience)
		WARN(f, r,
		     "this proof accepts tokens that were made for other "
		     "applications; write their aud: audience \"...\"");
}

void
lint_facts(struct diagnostics *f, const struct rules *all, const struct rule *r,
	   const struct method *m)
{
	check_unproved(f, all, r, m);
	if (r->kind == RULE_PROVE)
		check_proof(f, all, r, m);
}
