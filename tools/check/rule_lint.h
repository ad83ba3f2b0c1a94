/*
 * advice - rules that are right, and do nothing all the same.
 *
 * The largest trap is WCS's: it takes no answer to what has happened already.
 * The others are slips of who writes the rules.
 */
#ifndef ECHOAPP_ADVICE_H
#define ECHOAPP_ADVICE_H

#include "conf/conf.h"
#include "diagnostic.h"
#include "rules/rules.h"

void rule_lint(struct diagnostics *, const struct rules *);

/* What is wrong with the operator's rest_client_config, or defeats a rule. */
void lint_config(struct diagnostics *, const struct rules *,
		 const struct conf *);

/* For advice.c: what is odd about the fields that a rule names; */
void lint_fields(struct diagnostics *, const struct rule *,
		 const struct method *);

/* and what gets past it. */
void lint_gaps(struct diagnostics *, const struct rules *, const struct rule *,
	       const struct method *);

#endif
