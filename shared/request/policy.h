/*
 * policy - applies the operator's rules (rule.h) to an exchange.
 *
 * The first allow or deny that holds decides, every limit that holds applies
 * (policy_limits.h), and every set that holds changes the answer, in the order
 * of the file.  The exchange, and so the journal, names the rules that denied
 * or changed it.
 */
#ifndef ECHOAPP_POLICY_H
#define ECHOAPP_POLICY_H

#include "base/regex.h"
#include "client_config_cache.h"
#include "conf/conf.h"
#include "limits/limiter.h"
#include "limits/session_facts.h"
#include "method.h"
#include "policy_facts.h"
#include "rules/rules_reload.h"

/* A zeroed struct is ready for policy_configure(). */
struct policy {
	struct rules_reload rules;
	struct limiter *limiter;
	struct session_facts *sessions; /* NULL: no rule has asked yet */
	struct regex_groups groups;
	struct policy_facts facts;
	struct client_config_cache client_config;
};

/*
 * Follows the configuration.  `own` is the only hook that will be decided;
 * NULL: any.  Call it again when the configuration has changed; the last good
 * version of the same rules file stays in force.
 */
void policy_configure(struct policy *, const struct conf *,
		      const struct method *own);
void policy_close(struct policy *);

/*
 * Reads rules that have changed; looks once a second at most.  A new version
 * with errors is logged once, and the old version stays in force.
 */
void policy_refresh(struct policy *);

/* Why there are no rules to use, or NULL. */
const char *policy_error(const struct policy *);

/*
 * The first rule after `after` (NULL: of all) that is of these kinds and holds
 * for the exchange; or NULL.
 */
const struct rule *policy_next_rule(struct exchange *, const struct rule *after,
				    unsigned kinds);

/* Adds the rule to those that the exchange names. */
void policy_name_rule(struct exchange *, const struct rule *);

/* Steps of a request: see run() in serve.c. */
step_fn policy_authorize;
step_fn policy_change;

#endif
