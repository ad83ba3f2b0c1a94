/*
 * policy_facts - finds what the rules may know of a request besides its body.
 *
 * Proofs come before all other rules, wherever they stand in the file.  A proof
 * that fails leaves its facts missing; of several for one source, the first
 * that succeeds gives the facts.
 */
#ifndef ECHOAPP_POLICY_FACTS_H
#define ECHOAPP_POLICY_FACTS_H

#include "base/buffer.h"
#include "base/json_scan.h"
#include "method.h"
#include "rules/facts.h"

/* Memory of the facts of one request.  A zeroed struct is ready. */
struct policy_facts {
	struct json_scan scans[FACT_SOURCES];
	struct buffer texts[FACT_SOURCES];
};

void policy_facts_free(struct policy_facts *);

/* A step of a request: see run() in serve.c. */
step_fn policy_facts;

#endif
