/*
 * rule_lint - warnings about correct rules that do nothing, or less than they
 * seem to.
 *
 * Most come from WCS, which takes no answer to what has happened already; the
 * others are slips of the pen.
 */
#ifndef ECHOAPP_RULE_LINT_H
#define ECHOAPP_RULE_LINT_H

#include "conf/conf.h"
#include "diagnostic.h"
#include "rules/rules.h"

/* All warnings about the rules but those of lint_lists() and lint_config(). */
void rule_lint(struct diagnostics *, const struct rules *);

/*
 * Errors in the operator's rest_client_config, and warnings about rules that it
 * defeats, and about secrets that the journal would record.
 */
void lint_config(struct diagnostics *, const struct rules *,
		 const struct conf *);

/* Warnings about entries of lists that match nothing. */
void lint_lists(struct diagnostics *, const struct rules *);

struct lint_databases {
	const char *programs; /* the directory of the programs */
	bool tries;	      /* asks each database */
};

/* Errors of files about databases of users, and what keeps them from use. */
void lint_databases(struct diagnostics *, const struct rules *,
		    const struct lint_databases *);

/* For rule_lint.c: warnings about the fields that a rule names, */
void lint_fields(struct diagnostics *, const struct rule *,
		 const struct method *);

/* about sets that no rule names, and clocks whose zone is not said, */
void lint_names(struct diagnostics *, const struct rules *,
		const struct rule *);

/* about facts that no rule proves, */
void lint_facts(struct diagnostics *, const struct rules *, const struct rule *,
		const struct method *);

/* and about requests that get around the rule. */
void lint_gaps(struct diagnostics *, const struct rules *, const struct rule *,
	       const struct method *);

/* and about a deny that does not see what a set makes of a value. */
void lint_order(struct diagnostics *, const struct rules *, const struct rule *,
		const struct method *);

#endif
