/* explained - tells of one exchange, its answer, and what WCS makes of it. */

#include "explain_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "command.h"
#include "report/escape.h"
#include "request/exchange.h"
#include "request/policy.h"
#include "wcs/json_value.h"
#include "wcs/verdict.h"

/* What came of one rule. */
struct finding {
	const struct rule *rule;
	enum match match;
	struct groups groups;
	const struct counted *counted; /* a limit that was asked */
};

static const char *
match_name(enum match m)
{
	static const char *const names[] = {
		[NO_MATCH] = "no",
		[MATCH] = "yes",
		[STOPPED] = "stopped",
	};

	return names[m];
}

static const struct counted *
counted_of(const struct exchange *x, const struct rule *r)
{
	unsigned i;

	for (i = 0; i < x->count_count; i++)
		if (x->counts[i].rule == r)
			return &x->counts[i];
	return NULL;
}

static void
print_rule(const struct rule *r, bool json)
{
	struct buffer text = { 0 }, shown = { 0 };

	rule_print(r, &text);
	if (json) {
		json_add_string(&shown, text.at, text.len);
	} else {
		buffer_add(&text, "", 1);
		safe_add(&shown, text.at);
	}
	printf("%.*s", (int)shown.len, shown.at);
	buffer_free(&shown);
	buffer_free(&text);
}

static void
print_text(const char *text, size_t len, bool json)
{
	struct buffer shown = { 0 }, copy = { 0 };

	if (json) {
		json_add_string(&shown, text, len);
	} else {
		buffer_add(&copy, text, len);
		buffer_add(&copy, "", 1);
		safe_add(&shown, copy.at);
	}
	printf("%.*s", (int)shown.len, shown.at ? shown.at : "");
	buffer_free(&copy);
	buffer_free(&shown);
}

static void
print_groups(const struct groups *g, bool json)
{
	size_t i;

	for (i = 0; i < GROUPS_MAX; i++) {
		const char *at = g->subject.at ? g->subject.at : "";

		if (g->group[i].len == 0)
			continue;
		if (json)
			printf("%s\"%zu\":", i ? "," : "", i);
		else
			printf("%s$%zu ", i ? ", " : ": ", i);
		print_text(at + g->group[i].at, g->group[i].len, json);
	}
}

/* For a person. */

static void
tell_finding(const struct finding *f)
{
	static const char *const said[] = {
		[NO_MATCH] = "does not match",
		[MATCH] = "matches",
		[STOPPED] = ("a pattern took too long and was stopped: to be"
			     " on the safe side this"),
	};
	const struct rule *r = f->rule;

	printf("%s:%u  ", r->file, r->line);
	print_rule(r, false);
	printf("\n    %s", said[f->match]);
	if (f->match == STOPPED)
		printf(" %s", r->kind == RULE_DENY || r->kind == RULE_LIMIT
				  ? "matches"
				  : "does not match");
	if (f->match == MATCH)
		print_groups(&f->groups, false);
	if (f->counted)
		printf("; %" PRId64 " of %" PRIu64 " %s%s", f->counted->others,
		       r->number,
		       r->window == WINDOW_ACTIVE ? "are active"
						  : "came within a ",
		       r->window == WINDOW_ACTIVE ? ""
						  : window_names[r->window]);
	if (f->counted && f->counted->mine)
		printf(", and this one is counted already");
	printf("\n");
}

static void
tell_answer(const struct exchange *x, const struct answer *a)
{
	struct buffer shown = { 0 };

	safe_add_json(&shown, a->body, a->len);
	printf("\nanswer %d%s%s\n%.*s\n", a->status, x->rule[0] ? " by " : "",
	       x->rule, (int)shown.len, shown.at ? shown.at : "");
	buffer_free(&shown);
}

static void
tell_wcs(const struct wcs_rule *rule, const struct wcs_verdict *v,
	 const struct wcs_changes *c)
{
	size_t i;

	printf("\nWCS %s (restOnError %s, restPolicy %s)%s%s\n",
	       wcs_next_name(v->next), rule->fail ? "FAIL" : "LOG",
	       wcs_rest_policy_name(rule->policy), v->why[0] ? ": " : "",
	       v->why);
	if (v->event)
		printf("    the browser is told by %s\n", v->event);
	if (v->sip)
		printf("    SIP is answered %s\n", v->sip);
	for (i = 0; i < c->count; i++) {
		printf("    ");
		print_text(c->at[i].name, strlen(c->at[i].name), false);
		printf(": %s\n", wcs_fate_name(c->at[i].fate));
	}
}

/* For a program. */

static void
print_finding(const struct finding *f, bool first)
{
	const struct rule *r = f->rule;

	printf("%s{\"file\":", first ? "" : ",");
	print_text(r->file, strlen(r->file), true);
	printf(",\"line\":%u,\"rule\":", r->line);
	print_rule(r, true);
	printf(",\"match\":\"%s\"", match_name(f->match));
	if (f->match == MATCH) {
		printf(",\"groups\":{");
		print_groups(&f->groups, true);
		printf("}");
	}
	if (f->counted)
		printf(",\"taken\":%" PRId64 ",\"of\":%" PRIu64
		       ",\"counted\":%s",
		       f->counted->others, r->number,
		       f->counted->mine ? "true" : "false");
	printf("}");
}

static void
print_wcs(const struct exchange *x, const struct answer *a,
	  const struct wcs_rule *rule, const struct wcs_verdict *v,
	  const struct wcs_changes *c)
{
	size_t i;

	printf("],\"decided\":");
	print_text(x->rule, strlen(x->rule), true);
	printf(",\"status\":%d,\"answer\":%.*s,\"wcs\":{\"next\":\"%s\","
	       "\"restOnError\":\"%s\",\"restPolicy\":\"%s\",\"members\":{",
	       a->status, (int)a->len, a->body, wcs_next_name(v->next),
	       rule->fail ? "FAIL" : "LOG", wcs_rest_policy_name(rule->policy));
	for (i = 0; i < c->count; i++) {
		printf("%s", i ? "," : "");
		print_text(c->at[i].name, strlen(c->at[i].name), true);
		printf(":\"%s\"", wcs_fate_name(c->at[i].fate));
	}
	printf("}}}\n");
}

/* What WCS makes of it. */
static void
judge(struct explained *e, const struct exchange *x, const struct answer *a)
{
	const struct wcs_hook asked = { x->method->name, x->method->type };
	const struct wcs_rule *rule = wcs_policy_rule(&e->policy, asked.name);
	const struct wcs_reply reply = {
		.status = a->status,
		.type = "application/json",
		.body = a->body,
		.len = a->len,
	};
	struct members answer = { 0 }, used = { 0 };
	struct wcs_changes changes = { 0 };
	struct wcs_verdict verdict = { 0 };

	wcs_judge(&verdict, &asked, rule, &reply, &answer);
	if (x->is_read)
		members_read(&used, x->body, token_root(x->body));
	/* Of an error WCS takes nothing, so nothing is missing in it. */
	if (!verdict.is_error)
		wcs_take(&used, &changes, &asked, rule, &verdict, &answer);
	if (e->json) {
		print_wcs(x, a, rule, &verdict, &changes);
	} else {
		tell_answer(x, a);
		tell_wcs(rule, &verdict, &changes);
	}
	wcs_changes_free(&changes);
	members_free(&used);
	members_free(&answer);
}

void
explained_tell(void *arg, const struct exchange *x, const struct answer *a)
{
	struct explained *e = arg;
	const struct rules *all = &x->policy->rules.now;
	bool first = true;
	size_t i;

	if (e->json)
		printf("{\"hook\":\"%s\",\"rules\":[", x->method->name);
	else
		printf("%s: %s (%s)\n\n", x->method->name, x->method->summary,
		       type_name(x->method->type));
	for (i = 0; i < all->count && x->is_read; i++) {
		struct finding f = { .rule = &all->at[i] };

		if (!rule_is_for(f.rule, x->method))
			continue;
		f.match = rule_matches(f.rule, x->body, &f.groups);
		f.counted = counted_of(x, f.rule);
		if (e->json)
			print_finding(&f, first);
		else
			tell_finding(&f);
		groups_free(&f.groups);
		first = false;
	}
	if (first && !e->json)
		printf("No rule is about it.\n");
	judge(e, x, a);
	e->status = a->status == 200 ? EXIT_FINE : EXIT_FOUND;
}

void
explained_free(struct explained *e)
{
	wcs_policy_free(&e->policy);
}
