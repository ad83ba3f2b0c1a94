/*
 * rule - one line of rules.conf.
 *
 *	deny   HOOK [if COND {and COND}] [reason "TEXT"]
 *	allow  HOOK [if COND {and COND}]
 *	set    HOOK FIELD VALUE {FIELD VALUE} [if COND {and COND}]
 *	limit  HOOK N active by FIELD [if …] [reason "TEXT"]
 *	limit  HOOK N per second|minute|hour|day by FIELD [if …] [reason "…"]
 *	limit  HOOK lasting N seconds|minutes|hours|days [if COND {and COND}]
 *	hide   HOOK FIELD {FIELD}
 *	skip   HOOK FIELD {FIELD}
 *	mute   HOOK
 *	prove  HOOK FIELD jwt FILE [issuer TEXT] [audience TEXT] [leeway N]
 *	prove  HOOK FIELD hmac @FILE over FIELD {FIELD}
 *
 *	prove  HOOK FIELD password FIELD in FILE
 *	define NAME VALUE {VALUE}
 *
 *	COND   [not] [any] FIELD TEST (condition.h)
 */
#ifndef ECHOAPP_RULE_H
#define ECHOAPP_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "condition.h"
#include "field_path.h"
#include "method.h"
#include "rule_proof.h"
#include "rule_value.h"

/* The largest N of a limit; 0 allows none. */
#define RULE_NUMBER_MAX UINT64_C(1000000000)
/* The longest TEXT of a reason, in bytes. */
#define RULE_REASON_MAX 500

enum rule_kind {
	RULE_DENY,
	RULE_ALLOW,
	RULE_SET,
	RULE_LIMIT,
	RULE_HIDE, /* clientExclude: WCS does not send it to the browser */
	RULE_SKIP, /* restExclude: WCS does not send it to EchoApp */
	RULE_MUTE, /* restPolicy DISABLE: WCS does not send the hook */
	RULE_PROVE,
	RULE_LASTING, /* a limit on how long what the hook begins lasts */
	RULE_DEFINE,  /* a set of values that conditions name */
	RULE_KINDS
};

/* The bit of a kind in a set of kinds. */
#define RULE_BIT(kind) (1u << (kind))

/* A limit counts what is active now, or the hooks of the last second, etc. */
enum rule_window {
	WINDOW_ACTIVE,
	WINDOW_SECOND,
	WINDOW_MINUTE,
	WINDOW_HOUR,
	WINDOW_DAY,
	WINDOWS
};

struct rule_setting {
	struct field_path field;
	struct rule_value value;
};

struct rule {
	enum rule_kind kind;
	const char *file; /* its name in messages: "rules.conf"; borrowed */
	unsigned line;
	char *hook; /* as written, not WCS's spelling; the NAME of a define */
	struct condition *conditions;
	size_t condition_count;
	char *reason;		       /* deny, limit; or NULL */
	struct rule_setting *settings; /* set */
	size_t setting_count;
	struct field_path *fields; /* hide, skip */
	size_t field_count;
	uint64_t max; /* limit; RULE_LASTING: seconds */
	enum rule_window window;
	struct field_path by;
	struct rule_proof proof; /* prove */
	char *names_text;	 /* define: the values, a newline after each */
	struct line_set *names;	 /* define */
	char *conditions_text;	 /* limit: rule_print_conditions(), or "" */
};

/* "deny", ...; "active", "second", ... */
extern const char *const rule_kind_names[RULE_KINDS];
extern const char *const rule_window_names[WINDOWS];

/* Is the rule for this hook, by its name or its alias?  A define is for none.
 */
bool rule_is_for(const struct rule *, const struct method *);

/*
 * Do all conditions hold?  They are tested on the facts and the request's body,
 * without the changes of set.  A set whose values need a fact that is missing
 * does not match.  MATCH_STOPPED: unknown, because a pattern took too long, or
 * what the session has is unknown.  The groups are those of the rule's last
 * pattern, for rule_value_add_json().
 */
enum match_result rule_matches(const struct rule *, const struct facts *,
			       struct regex_groups *);

/*
 * The same as a yes or no, on the safe side: on MATCH_STOPPED, which is logged,
 * a deny or limit holds, and an allow or set does not.
 */
bool rule_holds(const struct rule *, const struct facts *,
		struct regex_groups *);

/* Why rule_matches() was MATCH_STOPPED. */
const char *rule_why_stopped(const struct rule *, const struct facts *);

/* Does the rule name a fact of this source? */
bool rule_needs(const struct rule *, enum fact_source);

/* Appends one line, without a newline, that parses to the same rule. */
void rule_print(const struct rule *, struct buffer *);
/* Appends "if COND and COND", or nothing. */
void rule_print_conditions(const struct rule *, struct buffer *);

/*
 * Appends what the keys of a limit's slots begin with, for a hook by this name:
 * "call by caller = ", "call rate by caller if ... = "; or, where a digest
 * replaces the rest, "call by caller: ".
 */
void rule_print_key(const struct rule *, const char *hook, bool digest,
		    struct buffer *);

/* Frees what the rule points to, and zeroes it. */
void rule_free(struct rule *);

#endif
