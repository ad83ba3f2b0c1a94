/* rule_lint - warnings about correct rules that do nothing. */

#include "rule_lint.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/suggest.h"
#include "protocol/hook_roles.h"
#include "protocol/methods.h"
#include "regex_probe.h"

static struct source_location
rule_location(const struct rule *r)
{
	return (struct source_location){ r->file, r->line, 0 };
}

static const struct named_method *
handler_of(const struct rule *r)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if (rule_is_for(r, m->method))
			return m;
	return NULL;
}

static void
check_unknown(struct diagnostics *f, const struct rule *r)
{
	struct suggestion n = { .wanted = r->hook };
	const struct named_method *m;
	char shown[128];

	for (m = methods; m->program; m++)
		if (m->method->name)
			suggest_try(&n, m->method->name);
	log_escape(shown, sizeof shown, r->hook);
	if (n.name)
		diagnostic_warning(f, rule_location(r),
				   "there is no hook \"%s\"; did you mean %s?",
				   shown, n.name);
	else
		diagnostic_warning(
		    f, rule_location(r),
		    "there is no hook \"%s\"; echoappctl hooks lists "
		    "them",
		    shown);
}

static bool
is_decision(const struct rule *r)
{
	return r->kind == RULE_DENY || r->kind == RULE_ALLOW;
}

static bool
is_same_hook(const struct rule *r, const struct rule *other)
{
	return handler_of(r) == handler_of(other);
}

static bool
has_same_conditions(const struct rule *a, const struct rule *b)
{
	struct buffer x = { 0 }, y = { 0 };
	bool same;

	rule_print_conditions(a, &x);
	rule_print_conditions(b, &y);
	same = x.len == y.len && (x.len == 0 || memcmp(x.at, y.at, x.len) == 0);
	buffer_free(&x);
	buffer_free(&y);
	return same;
}

/* Does an earlier rule decide whenever this rule would? */
static bool
check_unreachable(struct diagnostics *f, const struct rules *all,
		  const struct rule *r)
{
	const struct rule *before = all->at;

	for (; is_decision(r) && before < r; before++) {
		if (!is_decision(before) || !is_same_hook(before, r) ||
		    (before->condition_count > 0 &&
		     !has_same_conditions(before, r)))
			continue;
		diagnostic_warning(
		    f, rule_location(r),
		    "this %s never decides: line %u, which has %s, "
		    "decides first",
		    rule_kind_names[r->kind], before->line,
		    before->condition_count ? "the same conditions"
					    : "no conditions");
		return true;
	}
	return false;
}

/* A hook that no rule denies is allowed. */
static void
check_needless(struct diagnostics *f, const struct rules *all,
	       const struct rule *r)
{
	const struct rule *later = r + 1, *end = all->at + all->count;

	if (r->kind != RULE_ALLOW)
		return;
	for (; later < end; later++)
		if (later->kind == RULE_DENY && is_same_hook(later, r))
			return;
	diagnostic_warning(
	    f, rule_location(r),
	    "this allow does nothing: no deny of the same hook follows, and "
	    "a hook that no rule denies is allowed");
}

/* Does WCS obey a refusal of the hook, if connect says FAIL? */
static bool
can_refuse(const struct method *m)
{
	return m->type != HOOK_EVENT || m->stops_on_403;
}

static void
check_event(struct diagnostics *f, const struct rule *r, const struct method *m)
{
	if (r->kind == RULE_LASTING && !hook_roles_begins(m->name))
		diagnostic_warning(
		    f, rule_location(r),
		    "this limit does nothing: %s begins nothing that lasts",
		    m->name);
	if (!can_refuse(m) && (is_decision(r) || r->kind == RULE_LIMIT))
		diagnostic_warning(
		    f, rule_location(r),
		    "this %s does nothing: %s reports what has happened "
		    "already, and WCS goes on whatever the answer is",
		    rule_kind_names[r->kind], m->name);
	if (m->type == HOOK_CONNECT &&
	    (r->kind == RULE_MUTE || r->kind == RULE_SKIP))
		diagnostic_warning(
		    f, rule_location(r),
		    "this %s does nothing: WCS gets it in the answer to "
		    "connect, when connect has been sent already",
		    rule_kind_names[r->kind]);
}

static void
check_limit(struct diagnostics *f, const struct rule *r, const struct method *m)
{
	if (r->kind == RULE_LIMIT && r->window == WINDOW_ACTIVE &&
	    !hook_roles_begins(m->name))
		diagnostic_warning(
		    f, rule_location(r),
		    "this limit does nothing: %s begins nothing that "
		    "could be active; hooks that do are connect, "
		    "call, OnCallEvent, publishStream, playStream "
		    "and the like",
		    m->name);
}

/* WCS does not send a muted hook. */
static void
check_muted(struct diagnostics *f, const struct rules *all,
	    const struct rule *r, const struct method *m)
{
	const struct rule *other = all->at, *end = all->at + all->count;

	if (r->kind == RULE_MUTE || r->kind == RULE_HIDE ||
	    m->type == HOOK_CONNECT)
		return;
	for (; other < end; other++)
		if (other->kind == RULE_MUTE && is_same_hook(other, r)) {
			diagnostic_warning(
			    f, rule_location(r),
			    "this %s does nothing: line %u mutes the "
			    "hook",
			    rule_kind_names[r->kind], other->line);
			return;
		}
}

/* Does the rule need this member of the hook? */
static bool
needs_field(const struct rule *r, const char *name)
{
	size_t i;

	if (r->by.depth > 0 && strcmp(r->by.names[0], name) == 0)
		return true;
	if (r->kind == RULE_PROVE && strcmp(r->proof.token.names[0], name) == 0)
		return true;
	if (r->proof.password.depth > 0 &&
	    strcmp(r->proof.password.names[0], name) == 0)
		return true;
	for (i = 0; i < r->proof.over_count; i++)
		if (strcmp(r->proof.over[i].names[0], name) == 0)
			return true;
	for (i = 0; i < r->condition_count; i++)
		if (strcmp(r->conditions[i].field.names[0], name) == 0)
			return true;
	return false;
}

static void
check_skipped(struct diagnostics *f, const struct rules *all,
	      const struct rule *r)
{
	const struct rule *other = all->at, *end = all->at + all->count;
	char shown[128];
	size_t i;

	for (; other < end; other++) {
		if (other->kind != RULE_SKIP || !is_same_hook(other, r))
			continue;
		for (i = 0; i < other->field_count; i++) {
			if (!needs_field(r, other->fields[i].text))
				continue;
			log_escape(shown, sizeof shown, other->fields[i].text);
			diagnostic_warning(
			    f, rule_location(r),
			    "this %s needs %s, which WCS does not send: line "
			    "%u skips it",
			    rule_kind_names[r->kind], shown, other->line);
		}
	}
}

static void
check_patterns(struct diagnostics *f, const struct rule *r)
{
	char sample[24], shown[128], text[256];
	size_t i, len;

	for (i = 0; i < r->condition_count; i++) {
		const struct condition *c = &r->conditions[i];

		if (c->test != CONDITION_REGEX)
			continue;
		len = regex_probe(c->regex, c->text, sample, sizeof sample);
		if (!len)
			continue;
		log_escape(shown, sizeof shown, sample);
		log_escape(text, sizeof text, c->text);
		diagnostic_warning(
		    f, rule_location(r),
		    "the pattern \"%s\" takes too long and is stopped on "
		    "%zu bytes like \"%s...\"; begin it with ^, and do not "
		    "repeat a group that matches one text in two ways",
		    text, len, shown);
	}
}

void
rule_lint(struct diagnostics *f, const struct rules *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct rule *r = &all->at[i];
		const struct named_method *handler = handler_of(r);
		const struct method *m;

		check_patterns(f, r);
		lint_names(f, all, r);
		if (r->kind == RULE_DEFINE)
			continue;
		if (!handler) {
			check_unknown(f, r);
			continue;
		}
		m = handler->method;
		check_event(f, r, m);
		check_limit(f, r, m);
		if (!check_unreachable(f, all, r) && can_refuse(m))
			check_needless(f, all, r);
		check_muted(f, all, r, m);
		check_skipped(f, all, r);
		lint_fields(f, r, m);
		lint_facts(f, all, r, m);
		lint_gaps(f, all, r, m);
		lint_order(f, all, r, m);
	}
}
