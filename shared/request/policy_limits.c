/* policy_limits - applies the operator's limits to an exchange. */

#include "policy_limits.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_token.h"
#include "base/log.h"
#include "exchange.h"
#include "index/entity_id.h"
#include "index/expiry.h"
#include "index/limit_slots.h"
#include "lifetime.h"
#include "limit_key.h"
#include "policy.h"
#include "protocol/hook_roles.h"

/* The text of a member that is a string, a number or a boolean; or NULL. */
static const char *
text_of(struct exchange *x, const char *name)
{
	const struct json_token *t =
	    json_token_member(x->body, json_token_root(x->body), name);
	struct buffer text = { 0 };
	const char *borrowed = NULL;

	if (!t || !(t->kind & (JSON_STRING | JSON_NUMBER | JSON_BOOLEAN)))
		return NULL;
	if (t->kind == JSON_STRING)
		json_token_decode(x->body, t, &text);
	else
		buffer_add(&text, x->body->text + t->start, t->end - t->start);
	if (!text.len || !memchr(text.at, '\0', text.len))
		borrowed = exchange_copy(x, text.at, text.len);
	buffer_free(&text);
	return borrowed;
}

/* NULL, too, for a member that the journal does not keep. */
static const char *
id_of(struct exchange *x, const char *name)
{
	const size_t len = strlen(name);

	return name_set_has(&x->conf->redact, name, len) ||
		       name_set_has(&x->conf->drop, name, len)
		   ? NULL
		   : text_of(x, name);
}

/* The same for a member of the context, of which the journal keeps strings. */
static const char *
context_of(struct exchange *x, const char *name)
{
	const struct json_token *t =
	    json_token_member(x->body, json_token_root(x->body), name);

	return t && t->kind == JSON_STRING &&
		       !name_set_has(&x->conf->redact, name, strlen(name))
		   ? text_of(x, name)
		   : NULL;
}

/* The exchange's line, as a reader of the journal will get it. */
static struct journal_line
as_journal_line(struct exchange *x)
{
	return (struct journal_line){
		.time = x->received,
		.hook = x->method->name,
		.status = 200,
		.node = context_of(x, "nodeId"),
		.session = context_of(x, "sessionId"),
		.body = {
			[MEMBER_CALL_ID] = id_of(x, "callId"),
			[MEMBER_ID] = id_of(x, "id"),
			[MEMBER_MEDIA_SESSION_ID] = id_of(x, "mediaSessionId"),
			[MEMBER_STATUS] = text_of(x, "status"),
		},
	};
}

/* Returns false if a line can name no more slots. */
static bool
take_slot(struct exchange *x, const char *key)
{
	unsigned i;

	for (i = 0; i < x->slot_count; i++)
		if (strcmp(x->slots[i], key) == 0)
			return true;
	if (x->slot_count == JOURNAL_LINE_SLOTS_MAX)
		return false;
	x->slots[x->slot_count++] = key;
	return true;
}

static enum http_status
refuse_exceeded(struct exchange *x, const struct rule *r)
{
	policy_name_rule(x, r);
	x->slot_count = 0;
	if (r->reason)
		return refuse(x, HTTP_FORBIDDEN, "%s", r->reason);
	return refuse(x, HTTP_FORBIDDEN,
		      "limit of %s:%u: %" PRIu64 "%s%s by %s", r->file, r->line,
		      r->max, r->window == WINDOW_ACTIVE ? " " : " per ",
		      rule_window_names[r->window], r->by.text);
}

/* Is the member there, and not null? */
static bool
has_member(struct exchange *x, const char *name)
{
	const struct json_token *t =
	    json_token_member(x->body, json_token_root(x->body), name);

	return t && t->kind != JSON_NULL;
}

/*
 * An entity without an id is never found active, so a client could get past the
 * limit by leaving the id out.  What WCS's own API begins has a null session;
 * a session that the journal does not keep cannot be told from another.
 */
static bool
lacks_id(struct exchange *x, const struct rule *r, const struct journal_line *v)
{
	const struct hook_roles *role = hook_roles_find(v->hook);
	enum entity_kind kind;
	const char *id;

	return r->window == WINDOW_ACTIVE && role &&
	       role->kind != ENTITY_MESSAGE &&
	       (!entity_id_find(v, &kind, &id) ||
		(!v->session && has_member(x, "sessionId")));
}

static enum http_status
refuse_uncounted(struct exchange *x, const struct rule *r, const char *why)
{
	policy_name_rule(x, r);
	x->slot_count = 0;
	return refuse(x, HTTP_FORBIDDEN, "limit of %s:%u: %s", r->file, r->line,
		      why);
}

/* The limit cannot be counted now: passes the hook, or answers 503. */
static enum http_status
skip_limit(struct exchange *x, const struct rule *r, const char *why)
{
	if (!x->limiter_failed)
		log_warn("%s:%u: the limit is not applied: %s", r->file,
			 r->line, why);
	if (x->conf->refuse_unrecorded) {
		policy_name_rule(x, r);
		return refuse(x, HTTP_SERVICE_UNAVAILABLE,
			      "the limit of %s:%u cannot be counted", r->file,
			      r->line);
	}
	if (!x->limiter_failed)
		buffer_str(x->warnings, ",\"limit not counted\"");
	x->limiter_failed = true;
	return STEP_OK;
}

/* The length of a window, in microseconds; 0 for WINDOW_ACTIVE. */
static timestamp
microseconds_of(enum rule_window w)
{
	static const timestamp lengths[WINDOWS] = {
		[WINDOW_SECOND] = INT64_C(1000000),
		[WINDOW_MINUTE] = INT64_C(60000000),
		[WINDOW_HOUR] = INT64_C(3600000000),
		[WINDOW_DAY] = INT64_C(86400000000),
	};

	return lengths[w];
}

static void
note_count(struct exchange *x, const struct rule *r, int64_t n, bool mine)
{
	if (x->limit_count < JOURNAL_LINE_SLOTS_MAX)
		x->limits[x->limit_count++] =
		    (struct limit_count){ r, n - mine, mine };
}

#define TOO_MANY "too many limits apply to this hook"

/* A repeated call keeps its slot, unless it is repeated too often. */
static enum http_status
take_retry(struct exchange *x, const struct rule *r,
	   const struct journal_line *v, enum entity_kind kind)
{
	if (r->window != WINDOW_ACTIVE || kind != ENTITY_CALL)
		return STEP_OK;
	if (limiter_has_excess_retries(x->policy->limiter, v))
		return refuse_uncounted(x, r,
					"this hook was repeated too often");
	return take_slot(x, SLOT_CALL_RETRIED)
		   ? STEP_OK
		   : refuse_uncounted(x, r, TOO_MANY);
}

static enum http_status
count_slots(struct exchange *x, const struct rule *r,
	    const struct journal_line *v, const char *key)
{
	struct limiter *l = x->policy->limiter;
	const struct hook_roles *role = hook_roles_find(x->method->name);
	enum entity_kind kind = role ? role->kind : ENTITY_MESSAGE;
	const char *why =
	    r->window == WINDOW_ACTIVE ? limiter_refusal(l, v) : NULL;
	int64_t n;
	bool mine;

	if (why)
		return refuse_uncounted(x, r, why);
	n = limiter_count(l, kind, key, microseconds_of(r->window), v, &mine);
	note_count(x, r, n, mine);
	if (n >= 0 && !mine && (uint64_t)n >= r->max)
		return refuse_exceeded(x, r);
	if (!take_slot(x, key))
		return refuse_uncounted(x, r, TOO_MANY);
	if (n < 0)
		return skip_limit(x, r, limiter_error(l));
	if (x->is_behind && !mine)
		return skip_limit(x, r,
				  "hooks before this one wait until "
				  "the journal is unlocked");
	return mine ? take_retry(x, r, v, kind) : STEP_OK;
}

static enum http_status
apply_limit(struct exchange *x, const struct rule *r,
	    const struct journal_line *v)
{
	struct limiter *l = x->policy->limiter;
	struct timeouts timeouts = expiry_timeouts(x->conf);
	const struct json_token *value = field_path_find(&x->facts, &r->by);
	const char *key;

	if (field_path_is_unknown(&x->facts, &r->by))
		return refuse_uncounted(x, r, x->facts.unknown[r->by.source]);
	/* A missing member is not counted. */
	if (!value || value->kind == JSON_NULL)
		return STEP_OK;
	if (lacks_id(x, r, v))
		return refuse_uncounted(x, r,
					"the request has no id to count it by");
	key = limit_key(x, r, value);
	if (!x->limiter_held && !x->limiter_failed)
		x->limiter_held = limiter_begin(l, &timeouts, x->received) == 0;
	if (x->limiter_held)
		return count_slots(x, r, v, key);
	take_slot(x, key);
	return skip_limit(x, r, limiter_error(l));
}

enum http_status
policy_limits(struct exchange *x)
{
	const struct rule *r;
	enum http_status status = STEP_OK;
	struct journal_line v;

	x->lasting = lifetime_of(x);
	r = policy_next_rule(x, NULL, RULE_BIT(RULE_LIMIT));
	if (!r)
		return STEP_OK;
	v = as_journal_line(x);
	for (; r && status == STEP_OK;
	     r = policy_next_rule(x, r, RULE_BIT(RULE_LIMIT)))
		status = apply_limit(x, r, &v);
	return status;
}

void
policy_limits_end(struct exchange *x)
{
	if (x->limiter_held)
		limiter_end(x->policy->limiter);
	x->limiter_held = false;
}
