/* explain_text - prints one exchange: rules, answer, and what WCS does. */

#include "explain_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "command.h"
#include "protocol/hook_type.h"
#include "report/escape.h"
#include "request/exchange.h"
#include "request/policy.h"
#include "wcs/json_value.h"
#include "wcs/verdict.h"

/* How one rule was evaluated. */
struct rule_outcome {
	const struct rule *rule;
	enum match_result match;
	struct regex_groups groups;
	const struct limit_count *limit; /* NULL: not counted */
	/* Of a rule `prove`; NULL: another proof came before. */
	const struct proof_outcome *proof;
	const struct facts *facts;
};

static const char *
match_name(enum match_result m)
{
	static const char *const names[] = {
		[MATCH_NO] = "no",
		[MATCH_YES] = "yes",
		[MATCH_STOPPED] = "stopped",
	};

	return names[m];
}

static const struct limit_count *
count_of(const struct exchange *x, const struct rule *r)
{
	unsigned i;

	for (i = 0; i < x->limit_count; i++)
		if (x->limits[i].rule == r)
			return &x->limits[i];
	return NULL;
}

static const struct proof_outcome *
proof_of(const struct exchange *x, const struct rule *r)
{
	const struct proof_outcome *o = x->proofs;

	while (o && o->rule != r)
		o = o->next;
	return o;
}

static void
print_rule(const struct rule *r, bool json)
{
	struct buffer text = { 0 }, shown = { 0 };

	rule_print(r, &text);
	if (json) {
		json_write_string(&shown, text.at, text.len);
	} else {
		buffer_add(&text, "", 1);
		escape_add(&shown, text.at);
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
		json_write_string(&shown, text, len);
	} else {
		buffer_add(&copy, text, len);
		buffer_add(&copy, "", 1);
		escape_add(&shown, copy.at);
	}
	printf("%.*s", (int)shown.len, shown.at ? shown.at : "");
	buffer_free(&copy);
	buffer_free(&shown);
}

static void
print_groups(const struct regex_groups *g, bool json)
{
	size_t i;

	for (i = 0; i < REGEX_GROUPS_MAX; i++) {
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

/* The names of what is proved: "jwt.sub, jwt.exp", never a value. */
static void
print_fact_names(const struct rule_outcome *f)
{
	const enum fact_source source = rule_proof_source(&f->rule->proof);
	const struct json_scan *s = f->facts->of[source];
	const struct json_token *root = json_token_root(s);
	const struct json_token *name = json_token_first(root);
	const char *separator = ": ";
	const char *raw;
	size_t len;

	for (; name < json_token_end(s, root);
	     name = json_token_next(s, json_token_next(s, name))) {
		raw = json_token_raw(s, name, &len);
		printf("%s%s.", separator, facts_source_names[source]);
		print_text(raw, len, false);
		separator = ", ";
	}
}

static void
print_proof_text(const struct rule_outcome *f)
{
	printf("%s:%u  ", f->rule->file, f->rule->line);
	print_rule(f->rule, false);
	if (!f->proof)
		printf("\n    is not needed, because an earlier proof gave "
		       "these facts");
	else if (f->proof->why)
		printf("\n    proves nothing: %s", f->proof->why);
	else
		printf("\n    is proved");
	if (f->proof && !f->proof->why)
		print_fact_names(f);
	printf("\n");
}

static void
print_rule_text(const struct rule_outcome *f)
{
	static const char *const texts[] = {
		[MATCH_NO] = "does not match",
		[MATCH_YES] = "matches",
		[MATCH_STOPPED] = "to be safe, this rule",
	};
	const struct rule *r = f->rule;

	printf("%s:%u  ", r->file, r->line);
	print_rule(r, false);
	printf("\n    ");
	if (f->match == MATCH_STOPPED)
		printf("%s; ", rule_why_stopped(f->rule, f->facts));
	printf("%s", texts[f->match]);
	if (f->match == MATCH_STOPPED)
		printf(" %s", r->kind == RULE_DENY || r->kind == RULE_LIMIT
				  ? "matches"
				  : "does not match");
	if (f->match == MATCH_YES)
		print_groups(&f->groups, false);
	if (f->limit)
		printf("; %" PRId64 " of %" PRIu64 " %s%s", f->limit->others,
		       r->max,
		       r->window == WINDOW_ACTIVE ? "are active"
						  : "came within a ",
		       r->window == WINDOW_ACTIVE
			   ? ""
			   : rule_window_names[r->window]);
	if (f->limit && f->limit->mine)
		printf(", and this hook is already counted");
	printf("\n");
}

static void
print_answer_text(const struct exchange *x, const struct answer *a)
{
	struct buffer shown = { 0 };

	escape_add_json(&shown, a->body, a->len);
	printf("\nanswer %d%s%s\n%.*s\n", a->status, x->rule[0] ? " by " : "",
	       x->rule, (int)shown.len, shown.at ? shown.at : "");
	buffer_free(&shown);
}

static void
print_verdict_text(const struct rest_rule *rule, const struct verdict *v,
		   const struct verdict_changes *c)
{
	size_t i;

	printf("\nWCS %s (restOnError %s, restPolicy %s)%s%s\n",
	       verdict_next_name(v->next), rule->fail ? "FAIL" : "LOG",
	       rest_policy_mode_name(rule->policy), v->why[0] ? ": " : "",
	       v->why);
	if (v->event)
		printf("    the browser gets %s\n", v->event);
	if (v->sip)
		printf("    the SIP caller gets %s\n", v->sip);
	for (i = 0; i < c->count; i++) {
		printf("    ");
		print_text(c->at[i].name, strlen(c->at[i].name), false);
		printf(": %s\n", verdict_fate_name(c->at[i].fate));
	}
}

/* For a program. */

static void
print_rule_json(const struct rule_outcome *f, bool first)
{
	const struct rule *r = f->rule;

	printf("%s{\"file\":", first ? "" : ",");
	print_text(r->file, strlen(r->file), true);
	printf(",\"line\":%u,\"rule\":", r->line);
	print_rule(r, true);
	printf(",\"match\":\"%s\"", match_name(f->match));
	if (f->match == MATCH_YES) {
		printf(",\"groups\":{");
		print_groups(&f->groups, true);
		printf("}");
	}
	if (f->limit)
		printf(",\"taken\":%" PRId64 ",\"of\":%" PRIu64
		       ",\"counted\":%s",
		       f->limit->others, r->max,
		       f->limit->mine ? "true" : "false");
	printf("}");
}

static void
print_answer_json(const struct exchange *x, const struct answer *a,
		  const struct rest_rule *rule, const struct verdict *v,
		  const struct verdict_changes *c)
{
	size_t i;

	printf("],\"decided\":");
	print_text(x->rule, strlen(x->rule), true);
	printf(",\"status\":%d,\"answer\":%.*s,\"wcs\":{\"next\":\"%s\","
	       "\"restOnError\":\"%s\",\"restPolicy\":\"%s\",\"members\":{",
	       a->status, (int)a->len, a->body, verdict_next_name(v->next),
	       rule->fail ? "FAIL" : "LOG",
	       rest_policy_mode_name(rule->policy));
	for (i = 0; i < c->count; i++) {
		printf("%s", i ? "," : "");
		print_text(c->at[i].name, strlen(c->at[i].name), true);
		printf(":\"%s\"", verdict_fate_name(c->at[i].fate));
	}
	printf("}}}\n");
}

static void
print_proof_json(const struct rule_outcome *f, bool first)
{
	const char *why =
	    f->proof ? f->proof->why : "an earlier proof gave these facts";

	printf("%s{\"file\":", first ? "" : ",");
	print_text(f->rule->file, strlen(f->rule->file), true);
	printf(",\"line\":%u,\"rule\":", f->rule->line);
	print_rule(f->rule, true);
	printf(",\"match\":\"%s\"", why ? "no" : "yes");
	if (why) {
		printf(",\"why\":");
		print_text(why, strlen(why), true);
	}
	printf("}");
}

static void
print_outcome(const struct rule_outcome *f, bool json, bool first)
{
	const bool is_proof = f->rule->kind == RULE_PROVE;

	if (json && is_proof)
		print_proof_json(f, first);
	else if (json)
		print_rule_json(f, first);
	else if (is_proof)
		print_proof_text(f);
	else
		print_rule_text(f);
}

/* Prints the answer, and what WCS does with it. */
static void
print_verdict(struct explain_text *e, const struct exchange *x,
	      const struct answer *a)
{
	const struct wcs_hook hook = { x->method->name, x->method->type };
	const struct rest_rule *rule = rest_policy_rule(&e->policy, hook.name);
	const struct wcs_reply reply = {
		.status = a->status,
		.type = "application/json",
		.body = a->body,
		.len = a->len,
	};
	struct json_members answer = { 0 }, used = { 0 };
	struct verdict_changes changes = { 0 };
	struct verdict verdict = { 0 };

	verdict_judge(&verdict, &hook, rule, &reply, &answer);
	if (x->is_parsed)
		json_members_read(&used, x->body, json_token_root(x->body));
	/* WCS takes nothing from an error, so nothing is missing in it. */
	if (!verdict.is_error)
		verdict_apply(&used, &changes, &hook, rule, &verdict, &answer);
	if (e->json) {
		print_answer_json(x, a, rule, &verdict, &changes);
	} else {
		print_answer_text(x, a);
		print_verdict_text(rule, &verdict, &changes);
	}
	verdict_changes_free(&changes);
	json_members_free(&used);
	json_members_free(&answer);
}

void
explain_text_print(void *arg, const struct exchange *x, const struct answer *a)
{
	struct explain_text *e = arg;
	const struct rules *all = &x->policy->rules.current;
	bool first = true;
	size_t i;

	if (e->json)
		printf("{\"hook\":\"%s\",\"rules\":[", x->method->name);
	else
		printf("%s: %s (%s)\n\n", x->method->name, x->method->summary,
		       hook_type_name(x->method->type));
	for (i = 0; i < all->count && x->is_parsed; i++) {
		struct rule_outcome f = {
			.rule = &all->at[i],
			.facts = &x->facts,
		};

		if (!rule_is_for(f.rule, x->method))
			continue;
		f.match = rule_matches(f.rule, &x->facts, &f.groups);
		f.limit = count_of(x, f.rule);
		f.proof = proof_of(x, f.rule);
		print_outcome(&f, e->json, first);
		regex_groups_free(&f.groups);
		first = false;
	}
	if (first && !e->json)
		printf("No rule is for this hook.\n");
	print_verdict(e, x, a);
	e->exit_code = a->status == 200 ? EXIT_FINE : EXIT_FOUND;
}

void
explain_text_free(struct explain_text *e)
{
	rest_policy_free(&e->policy);
}
