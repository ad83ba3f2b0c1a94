/* policy_facts - finds what the rules may know of a request. */

#include "policy_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/networks.h"
#include "exchange.h"
#include "index/expiry.h"
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

/* Tells the operator once that a database does not answer. */
static void
note_database(const struct rule *r, const char *why)
{
	char message[LOG_MESSAGE_SIZE];

	if (!why) {
		log_settle(LOG_TOPIC_USERS);
		return;
	}
	snprintf(message, sizeof message,
		 "%s:%u: no password can be checked: %s", r->file, r->line,
		 why);
	log_warn_once(LOG_TOPIC_USERS, message);
}

static void
prove(struct exchange *x, const struct rule *r)
{
	const enum fact_source source = rule_proof_source(&r->proof);
	struct policy_facts *f = &x->policy->facts;
	bool is_unknown = false;
	const char *why;

	if (x->facts.of[source])
		return;
	why = rule_proof_verify(&r->proof, &x->facts, x->received,
				&f->scans[source], &f->texts[source],
				&is_unknown);
	if (!why)
		x->facts.of[source] = &f->scans[source];
	if (is_unknown || !why)
		x->facts.unknown[source] =
		    why ? exchange_copy(x, why, strlen(why)) : NULL;
	if (r->proof.in_database)
		note_database(r, is_unknown ? why : NULL);
	if (x->is_dry_run)
		note_proof(x, r, why);
}

/* NULL: the member is missing, or the journal does not keep it. */
static const char *
context_of(struct exchange *x, const char *name)
{
	return name_set_has(&x->conf->redact, name, strlen(name))
		   ? NULL
		   : get_string(x, name);
}

static const char *
find_session(struct exchange *x, const char *node, const char *session,
	     const char **why)
{
	struct policy *p = x->policy;
	const struct timeouts timeouts = expiry_timeouts(x->conf);

	if (!p->sessions)
		p->sessions = session_facts_new(x->conf->state_dir,
						limiter_view(p->limiter));
	return session_facts_find(p->sessions, node, session, &timeouts,
				  x->received, why);
}

/* Finds what the connect of the request's session was let through with. */
static void
recall_session(struct exchange *x)
{
	struct json_scan *scan = &x->policy->facts.scans[FACT_SESSION];
	const char *node = context_of(x, "nodeId"), *facts;
	const char *session = context_of(x, "sessionId");

	if (exchange_is_connect(x)) {
		x->facts.unknown[FACT_SESSION] =
		    "a connect has no earlier connect";
		return;
	}
	if (!node || !session) {
		x->facts.unknown[FACT_SESSION] = "the request has no session";
		return;
	}
	facts = find_session(x, node, session, &x->facts.unknown[FACT_SESSION]);
	if (!facts || json_scan(scan, facts, strlen(facts)))
		return;
	x->facts.unknown[FACT_SESSION] = NULL;
	x->facts.of[FACT_SESSION] = scan;
}

/* Gives `source` the one member `address`; NULL: it stays missing. */
static void
set_address(struct exchange *x, enum fact_source source, const char *address)
{
	struct json_scan *scan = &x->policy->facts.scans[source];
	struct buffer *text = &x->policy->facts.texts[source];

	if (!address || !address[0])
		return;
	text->len = 0;
	buffer_str(text, "{\"address\":");
	json_write_string(text, address, strlen(address));
	buffer_str(text, "}");
	if (json_scan(scan, text->at, text->len) == 0)
		x->facts.of[source] = scan;
}

/* The text as an address, or NULL. */
static const char *
address_of(struct exchange *x, const char *at, const char *end)
{
	const char *address = exchange_copy(x, at, (size_t)(end - at));
	struct network parsed;

	return networks_parse_address(&parsed, address) ? address : NULL;
}

/*
 * Session ids of WCS begin with the browser's address: /192.0.2.1:50123/...
 * NULL: this one does not.
 */
static const char *
find_client(struct exchange *x)
{
	const char *session = get_string(x, "sessionId"), *end, *colon;

	if (!session || session[0] != '/')
		return NULL;
	end = strchr(++session, '/');
	colon = end ? memrchr(session, ':', (size_t)(end - session)) : NULL;
	if (!colon)
		return NULL;
	if (session[0] == '[' && colon[-1] == ']')
		return address_of(x, session + 1, colon - 1);
	return address_of(x, session, colon);
}

/* Does a rule for this hook test facts of the source? */
static bool
is_needed(const struct exchange *x, const struct rules *rules,
	  enum fact_source source)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rule_needs(&rules->at[i], source) &&
		    rule_is_for(&rules->at[i], x->method))
			return true;
	return false;
}

/* Nobody is proved by that: the rules take the account for unknown. */
static enum http_status
pass_unproved(struct exchange *x)
{
	if (x->conf->refuse_unrecorded)
		return refuse(x, HTTP_SERVICE_UNAVAILABLE,
			      "no password can be checked now");
	buffer_str(x->warnings, ",\"password not checked\"");
	return STEP_OK;
}

enum http_status
policy_facts(struct exchange *x)
{
	const struct rules *rules = &x->policy->rules.current;
	const struct rule *r = NULL;

	x->policy->facts.texts[FACT_SESSION].len = 0;
	x->facts.now = x->received;
	if (!rules->need_facts || !x->method->name)
		return STEP_OK;
	if (is_needed(x, rules, FACT_SESSION))
		recall_session(x);
	if (is_needed(x, rules, FACT_PEER))
		set_address(x, FACT_PEER, x->request->remote_addr);
	if (is_needed(x, rules, FACT_CLIENT))
		set_address(x, FACT_CLIENT, find_client(x));
	while ((r = policy_next_rule(x, r, RULE_BIT(RULE_PROVE))))
		prove(x, r);
	return x->facts.unknown[FACT_ACCOUNT] ? pass_unproved(x) : STEP_OK;
}
