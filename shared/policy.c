/* policy - what the operator's rules make of an exchange. */

#include "policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_config.h"
#include "die.h"
#include "digest.h"
#include "does.h"
#include "exchange.h"
#include "log.h"
#include "place.h"
#include "set.h"
#include "stale.h"
#include "token.h"

/* A longer name of what a limit counts is kept as its digest. */
#define KEY_MAX 160

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
text_at(struct exchange *x, const struct member_path *m)
{
	const struct token *t = member_find(x->body, m);
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

static const char *
text_of(struct exchange *x, const char *name)
{
	char *names[] = { (char *)name };

	return text_at(x, &(struct member_path){ names[0], names, 1 });
}

/* The exchange as the event that its line in the journal will be. */
static struct event
event_of(struct exchange *x)
{
	return (struct event){
		.time = x->when,
		.hook = x->method->name,
		.status = 200,
		.node = text_of(x, "nodeId"),
		.session = text_of(x, "sessionId"),
		.body = {
			[MEMBER_CALL_ID] = text_of(x, "callId"),
			[MEMBER_ID] = text_of(x, "id"),
			[MEMBER_MEDIA_SESSION_ID] =
			    text_of(x, "mediaSessionId"),
			[MEMBER_STATUS] = text_of(x, "status"),
		},
	};
}

static bool
is_secret(const struct exchange *x, const struct member_path *m)
{
	size_t i;

	for (i = 0; i < m->depth; i++)
		if (names_has(&x->conf->redact, m->names[i],
			      strlen(m->names[i])))
			return true;
	return false;
}

/*
 * What a limit counts by, as the journal names it.  It says nothing of the
 * rule's number or place in the file, so these can be edited while people
 * talk.
 */
static const char *
key_of(struct exchange *x, const struct rule *r, const char *value)
{
	const char *each = r->window == WINDOW_ACTIVE ? "" : "rate ";
	struct buffer key = { 0 };
	const char *borrowed;

	buffer_printf(&key, "%s %sby %s%s%s = %s", x->method->name, each,
		      r->by.text, r->text[0] ? " if " : "", r->text, value);
	if (key.len > KEY_MAX || is_secret(x, &r->by)) {
		uint8_t digest[DIGEST_SHA256];
		size_t i;

		digest_hmac_sha256(digest, (struct run){ "", 0 },
				   &(struct run){ key.at, key.len }, 1);
		key.len = 0;
		buffer_printf(&key, "%s %sby %s: ", x->method->name, each,
			      r->by.text);
		for (i = 0; i < sizeof digest; i++)
			buffer_printf(&key, "%02x", digest[i]);
	}
	borrowed = exchange_borrow(x, key.at, key.len);
	buffer_free(&key);
	return borrowed;
}

static void
take_place(struct exchange *x, const char *key)
{
	unsigned i;

	for (i = 0; i < x->place_count; i++)
		if (strcmp(x->places[i], key) == 0)
			return;
	if (x->place_count < PLACES_MAX)
		x->places[x->place_count++] = key;
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
	const struct hook_does *does = does_of(v->hook);
	enum about about;
	const char *id;

	return r->window == WINDOW_ACTIVE && does && does->about != MESSAGE &&
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

static enum status
apply_limit(struct exchange *x, const struct rule *r, const struct event *v)
{
	struct limiter *l = x->policy->limiter;
	struct patience patience = stale_patience(x->conf);
	const struct hook_does *does = does_of(x->method->name);
	const char *value = text_at(x, &r->by), *key;
	enum about about = does ? does->about : MESSAGE;
	int64_t n;
	bool mine;

	/* What is not there is like nothing else. */
	if (!value)
		return OK;
	if (is_nameless(r, v))
		return refuse_uncounted(x, r, "it has no id to be counted by");
	key = key_of(x, r, value);
	if (!x->limiting && !x->cannot_limit)
		x->limiting = limiter_begin(l, &patience, x->when) == 0;
	if (!x->limiting) {
		take_place(x, key);
		return shrug(x, r, limiter_error(l));
	}
	if (r->window == WINDOW_ACTIVE && limiter_is_over(l, v))
		return refuse_uncounted(x, r, "what has its id is over");
	n = limiter_count(l, about, key, microseconds_of(r->window), v, &mine);
	note_count(x, r, n, mine);
	if (n < 0) {
		take_place(x, key);
		return shrug(x, r, index_error());
	}
	if (!mine && (uint64_t)n >= r->number)
		return exceed(x, r);
	take_place(x, key);
	return OK;
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
