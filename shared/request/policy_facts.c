/* policy_facts - finds what the rules may know of a request. */

#include "policy_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "exchange.h"
#include "policy.h"

void
policy_facts_free(struct policy_facts *f)
{
	size_t i;

	for (i = 0; i < FACT_SOURCES; i++) {
		json_scan_free(&f->scans[i]);
		buffer_free(&f->texts[i]);
	}
}

/* Keeps how the proof went, for explain. */
static void
note_proof(struct exchange *x, const struct rule *r, const char *why)
{
	struct proof_outcome *o = malloc(sizeof *o);

	if (!o)
		die(EXIT_TEMPORARY, "cannot store a proof:");
	*o = (struct proof_outcome){
		.next = x->proofs,
		.rule = r,
		.why = why ? exchange_copy(x, why, strlen(why)) : NULL,
	};
	x->proofs = o;
}

static void
prove(struct exchange *x, const struct rule *r)
{
	const enum fact_source source = rule_proof_source(&r->proof);
	struct policy_facts *f = &x->policy->facts;
	const char *why;

	if (x->facts.of[source])
		return;
	why = rule_proof_verify(&r->proof, &x->facts, x->received,
				&f->scans[source], &f->texts[source]);
	if (!why)
		x->facts.of[source] = &f->scans[source];
	if (x->is_dry_run)
		note_proof(x, r, why);
}

enum http_status
policy_facts(struct exchange *x)
{
	const struct rules *rules = &x->policy->rules.current;
	const struct rule *r = NULL;

	if (!rules->need_facts)
		return STEP_OK;
	while ((r = policy_next_rule(x, r, RULE_BIT(RULE_PROVE))))
		prove(x, r);
	return STEP_OK;
}
