/* policy - what the operator's rules make of an exchange. */

#include "policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/log.h"
#include "exchange.h"
#include "index/expiry.h"
#include "index/limit_slots.h"
#include "limit_key.h"
#include "patch_path.h"
#include "protocol/hook_roles.h"
#include "rules/client_config.h"

static bool
is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static char *
copy(const char *path)
{
	char *s = path ? strdup(path) : NULL;

	if (path && !s)
		die(EXIT_AGAIN, "the rules:");
	return s;
}

static void
leave_given(struct policy *p)
{
	buffer_free(&p->given);
	free(p->given_path);
	p->given_path = NULL;
}

/* What did not change is kept: it may be broken just now. */
void
policy_use(struct policy *p, const struct conf *c, const struct method *own)
{
	limiter_free(p->limiter);
	p->limiter = limiter_new(c->state_dir);
	free(p->client_config);
	p->client_config = NULL;
	if (!is_same(p->given_path, c->rest_client_config)) {
		leave_given(p);
		p->given_path = copy(c->rest_client_config);
	}
	if (p->rules.path && is_same(p->rules.path, c->rules))
		return;
	rules_close(&p->rules);
	rules_open(&p->rules, c->rules, own);
}

void
policy_close(struct policy *p)
{
	rules_close(&p->rules);
	leave_given(p);
	limiter_free(p->limiter);
	groups_free(&p->groups);
	free(p->client_config);
	*p = (struct policy){ 0 };
}

void
policy_refresh(struct policy *p)
{
	if (!rules_refresh(&p->rules))
		return;
	free(p->client_config);
	p->client_config = NULL;
}

const char *
policy_trouble(const struct policy *p)
{
	return p->rules.good ? NULL : p->rules.error;
}

static const struct rule *
next_rule(struct exchange *x, const struct rule *after, unsigned kinds)
{
	struct policy *p = x->policy;

	/* No rule can name a hook that nobody knows. */
	if (!x->method->name)
		return NULL;
	return rules_match(&p->rules.now, after, kinds, x->method, x->body,
			   &p->groups);
}

/* Never cuts a number in two: that would be another rule's. */
static void
name_rule(struct exchange *x, const struct rule *r)
{
	static const char more[] = " ...";
	const size_t n = strlen(x->rule), room = sizeof x->rule - n;
	char name[sizeof x->rule];
	int len = snprintf(name, sizeof name, "%s%s:%u", n ? " " : "", r->file,
			   r->line);

	if ((size_t)len + sizeof more <= room)
		memcpy(x->rule + n, name, (size_t)len + 1);
	else if (n < sizeof more || strcmp(x->rule + n - 4, more) != 0)
		memcpy(x->rule + n, more, sizeof more);
}

enum status
policy_authorize(struct exchange *x)
{
	const struct rule *r =
	    next_rule(x, NULL, RULE_BIT(RULE_DENY) | RULE_BIT(RULE_ALLOW));

	if (!r || r->kind == RULE_ALLOW)
		return OK;
	name_rule(x, r);
	return r->reason
		   ? refuse(x, FORBIDDEN, "%s", r->reason)
		   : refuse(x, FORBIDDEN, "denied by %s:%u", r->file, r->line);
}

/* The text of a member that is a string, a number or a boolean; or NULL. */
static const char *
text_of(struct exchange *x, const char *name)
{
	const struct token *t =
	    token_member(x->body, token_root(x->body), name);
	struct buffer text = { 0 };
	const char *borrowed = NULL;

	if (!t || !(t->kind & (STRING | NUMBER | BOOLEAN)))
		return NULL;
	if (t->kind == STRING)
		token_decode(x->body, t, &text);
	else
		buffer_add(&text, x->body->text + t->start, t->end - t->start);
	if (!text.len || !memchr(text.at, '\0', text.len))
		borrowed = exchange_borrow(x, text.at, text.len);
	buffer_free(&text);
	return borrowed;
}

/* What the journal does not keep tells nobody apart. */
static const char *
id_of(struct exchange *x, const char *name)
{
	const size_t len = strlen(name);

	return names_has(&x->conf->redact, name, len) ||
		       names_has(&x->conf->drop, name, len)
		   ? NULL
		   : text_of(x, name);
}

/* The same of what stands outside the body, where only strings are kept. */
static const char *
context_of(struct exchange *x, const char *name)
{
	const struct token *t =
	    token_member(x->body, token_root(x->body), name);

	return t && t->kind == STRING &&
		       !names_has(&x->conf->redact, name, strlen(name))
		   ? text_of(x, name)
		   : NULL;
}

/* The exchange as the event that its line in the journal will be. */
static struct event
event_of(struct exchange *x)
{
	return (struct event){
		.time = x->when,
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

/* False: one line names no more of them. */
static bool
take_place(struct exchange *x, const char *key)
{
	unsigned i;

	for (i = 0; i < x->place_count; i++)
		if (strcmp(x->places[i], key) == 0)
			return true;
	if (x->place_count == PLACES_MAX)
		return false;
	x->places[x->place_count++] = key;
	return true;
}

static enum status
exceed(struct exchange *x, const struct rule *r)
{
	name_rule(x, r);
	x->place_count = 0;
	if (r->reason)
		return refuse(x, FORBIDDEN, "%s", r->reason);
	return refuse(x, FORBIDDEN, "limit of %s:%u: %" PRIu64 "%s%s by %s",
		      r->file, r->line, r->number,
		      r->window == WINDOW_ACTIVE ? " " : " per ",
		      window_names[r->window], r->by.text);
}

/*
 * What has no id can never be found active, so a limit would not hold for who
 * leaves it out.
 */
static bool
is_nameless(const struct rule *r, const struct event *v)
{
	const struct hook_roles *role = hook_roles_find(v->hook);
	enum about about;
	const char *id;

	return r->window == WINDOW_ACTIVE && role && role->kind != MESSAGE &&
	       !entity_of(v, &about, &id);
}

static enum status
refuse_uncounted(struct exchange *x, const struct rule *r, const char *why)
{
	name_rule(x, r);
	x->place_count = 0;
	return refuse(x, FORBIDDEN, "limit of %s:%u: %s", r->file, r->line,
		      why);
}

/* It cannot be counted just now. */
static enum status
shrug(struct exchange *x, const struct rule *r, const char *why)
{
	if (!x->cannot_limit)
		warn("%s:%u: the limit is not applied: %s", r->file, r->line,
		     why);
	if (x->conf->refuse_unrecorded) {
		name_rule(x, r);
		return refuse(x, SERVICE_UNAVAILABLE,
			      "the limit of %s:%u cannot be counted", r->file,
			      r->line);
	}
	if (!x->cannot_limit)
		buffer_str(x->odd, ",\"limit not counted\"");
	x->cannot_limit = true;
	return OK;
}

static moment
microseconds_of(enum window w)
{
	static const moment lengths[WINDOWS] = {
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
	if (x->count_count < PLACES_MAX)
		x->counts[x->count_count++] =
		    (struct counted){ r, n - mine, mine };
}

#define TOO_MANY "more limits are about it than can be counted at once"

/* What came again holds its place already, but not as often as it likes. */
static enum status
take_again(struct exchange *x, const struct rule *r, const struct event *v,
	   enum about about)
{
	if (r->window != WINDOW_ACTIVE || about != CALL)
		return OK;
	if (limiter_is_tried(x->policy->limiter, v))
		return refuse_uncounted(x, r, "it came again too often");
	return take_place(x, PLACE_CALLED_AGAIN)
		   ? OK
		   : refuse_uncounted(x, r, TOO_MANY);
}

static enum status
count(struct exchange *x, const struct rule *r, const struct event *v,
      const char *key)
{
	struct limiter *l = x->policy->limiter;
	const struct hook_roles *role = hook_roles_find(x->method->name);
	enum about about = role ? role->kind : MESSAGE;
	const char *why =
	    r->window == WINDOW_ACTIVE ? limiter_refuses(l, v) : NULL;
	int64_t n;
	bool mine;

	if (why)
		return refuse_uncounted(x, r, why);
	n = limiter_count(l, about, key, microseconds_of(r->window), v, &mine);
	note_count(x, r, n, mine);
	if (n >= 0 && !mine && (uint64_t)n >= r->number)
		return exceed(x, r);
	if (!take_place(x, key))
		return refuse_uncounted(x, r, TOO_MANY);
	if (n < 0)
		return shrug(x, r, index_error());
	return mine ? take_again(x, r, v, about) : OK;
}

static enum status
apply_limit(struct exchange *x, const struct rule *r, const struct event *v)
{
	struct limiter *l = x->policy->limiter;
	struct patience patience = stale_patience(x->conf);
	const struct token *value = member_find(x->body, &r->by);
	const char *key;

	/* What is not there is like nothing else. */
	if (!value || value->kind == NOTHING)
		return OK;
	if (is_nameless(r, v))
		return refuse_uncounted(x, r, "it has no id to be counted by");
	key = limit_key(x, r, value);
	if (!x->limiting && !x->cannot_limit)
		x->limiting = limiter_begin(l, &patience, x->when) == 0;
	if (x->limiting)
		return count(x, r, v, key);
	take_place(x, key);
	return shrug(x, r, limiter_error(l));
}

enum status
policy_limit(struct exchange *x)
{
	const struct rule *r;
	enum status status = OK;
	struct event v;

	r = next_rule(x, NULL, RULE_BIT(RULE_LIMIT));
	if (!r)
		return OK;
	v = event_of(x);
	for (; r && status == OK; r = next_rule(x, r, RULE_BIT(RULE_LIMIT)))
		status = apply_limit(x, r, &v);
	return status;
}

enum status
policy_change(struct exchange *x)
{
	const struct rule *r = NULL;
	size_t i;

	while ((r = next_rule(x, r, RULE_BIT(RULE_SET)))) {
		name_rule(x, r);
		for (i = 0; i < r->setting_count; i++) {
			struct buffer json = { 0 };

			value_expand(&r->settings[i].value, &x->policy->groups,
				     &json);
			buffer_add(&json, "", 1);
			set_member(x, &r->settings[i].member, json.at);
			buffer_free(&json);
		}
	}
	return OK;
}

void
policy_done(struct exchange *x)
{
	if (x->limiting)
		limiter_end(x->policy->limiter);
	x->limiting = false;
}
