/*
 * exchange - one request, until it is answered.
 *
 * The files of this room use the struct; handlers see it through method.h.
 */
#ifndef ECHOAPP_EXCHANGE_H
#define ECHOAPP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "conf/conf.h"
#include "journal/journal_line.h"
#include "method.h"
#include "rules/facts.h"
#include "serve.h"
#include "validate.h"

/* Bytes, NUL included; a longer reason is cut.  The longest of a rule fits. */
#define EXCHANGE_REASON_SIZE 600
/* Bytes for the names of rules; more rules are named "...". */
#define EXCHANGE_RULE_SIZE 256

/* A member of the answer that differs from the request's. */
struct change {
	struct change *next;
	char *name;
	char *json;
	bool applied; /* patch() has replaced a member of the request */
};

/* A string that a step or a handler has borrowed. */
struct exchange_string {
	struct exchange_string *next;
	char text[];
};

/* How a proof went.  A proof that was not needed has none. */
struct proof_outcome {
	struct proof_outcome *next;
	const struct rule *rule;
	const char *why; /* it proves nothing; NULL: it is proved */
};

struct auth;

struct policy;
struct rule;

struct exchange {
	const struct method *method;
	const struct request *request;
	const struct conf *conf; /* NULL: no configuration can be used */
	const char *conf_error;	 /* then: why */
	struct auth *auth;
	struct json_scan *body;
	struct expected_fields *expected;
	bool is_parsed;		 /* `body` is the request's */
	struct facts facts;	 /* what rules test */
	struct buffer *warnings; /* see validate_body(); empty: none */
	struct change *changes;	 /* in the order in which they were made */
	struct exchange_string *strings;
	char reason[EXCHANGE_REASON_SIZE]; /* of the refusal, or "" */
	/* What refused or changed it: "rules.conf:3", several with blanks
	 * between, "auth", "trusted"; or "" */
	char rule[EXCHANGE_RULE_SIZE];
	timestamp received; /* when the request came */
	struct policy *policy;
	/* The limits that were counted. */
	struct limit_count {
		const struct rule *rule;
		int64_t others; /* slots of other hooks; negative: error */
		bool mine;	/* the hook has a slot already */
	} limits[JOURNAL_LINE_SLOTS_MAX];
	unsigned limit_count;
	/* Keys of the slots that the hook takes (limit_slots.h). */
	const char *slots[JOURNAL_LINE_SLOTS_MAX];
	unsigned slot_count;
	uint64_t lasting; /* seconds that it may last; 0: any (lifetime.h) */
	bool limiter_held;
	bool limiter_failed; /* so no second limit waits for it */
	bool is_behind;	     /* hooks before it are not in the journal yet */
	bool is_dry_run;     /* see serve_dry_run() */
	struct proof_outcome *proofs; /* of a dry run */
};

/* Does it ask for a session?  An unknown hook does not. */
static inline bool
exchange_is_connect(const struct exchange *x)
{
	return x->method->name && x->method->type == HOOK_CONNECT;
}

/* A copy of the bytes, with a NUL, that lives until exchange_end(). */
const char *exchange_copy(struct exchange *, const char *bytes, size_t len);

/* Frees the borrowed strings and the changes. */
void exchange_end(struct exchange *);

#endif
