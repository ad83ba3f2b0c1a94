/*
 * policy - what the operator's rules (rule.h) make of an exchange.
 *
 * The first allow or deny that holds decides, every limit that holds applies,
 * every set that holds changes the answer, in the order of the file.  What
 * decided is named in the exchange, and so in the journal.
 */
#ifndef ECHOAPP_POLICY_H
#define ECHOAPP_POLICY_H

#include <stdbool.h>
#include <time.h>

#include "base/buffer.h"
#include "conf/conf.h"
#include "limits/limiter.h"
#include "method.h"
#include "rules/rules_reload.h"

struct policy {
	struct rules_reload rules;
	struct limiter *limiter;
	struct regex_groups groups;
	/* For client_config_step.c: */
	char *client_config; /* NULL: it has to be made */
	char *operator_config_path;
	struct buffer
	    operator_config; /* what the operator wrote, when last good */
	struct timespec
	    operator_config_ctime; /* the version that was read last */
	time_t operator_config_checked;
};

/*
 * Takes up what the configuration says; whose hook is to be decided is `own`.
 * Called again when the configuration has changed; a file of rules that is
 * still the same one keeps what it said when it was last good.
 */
void policy_configure(struct policy *, const struct conf *,
		      const struct method *own);
void policy_close(struct policy *);

/*
 * Reads rules that have changed; looks once a second at most.  A broken new
 * version keeps the old one in force, and is told once.
 */
void policy_refresh(struct policy *);

/* Why there are no rules that may be used, or NULL. */
const char *policy_error(const struct policy *);

/* Steps of a request: see run() in serve.c. */
step_fn policy_authorize;
step_fn policy_limits;
step_fn policy_change;

/* After the line that takes the places was written. */
void policy_limits_end(struct exchange *);

#endif
