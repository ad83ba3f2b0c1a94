/* rule - one line of rules.conf. */

#include "rule.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"

const char *const rule_kind_names[RULE_KINDS] = {
	[RULE_DENY] = "deny",	  [RULE_ALLOW] = "allow",
	[RULE_SET] = "set",	  [RULE_LIMIT] = "limit",
	[RULE_HIDE] = "hide",	  [RULE_SKIP] = "skip",
	[RULE_MUTE] = "mute",	  [RULE_PROVE] = "prove",
	[RULE_DEFINE] = "define", [RULE_LASTING] = "limit",
};

const char *const rule_window_names[WINDOWS] = {
	[WINDOW_ACTIVE] = "active", [WINDOW_SECOND] = "second",
	[WINDOW_MINUTE] = "minute", [WINDOW_HOUR] = "hour",
	[WINDOW_DAY] = "day",
};

bool
rule_is_for(const struct rule *r, const struct method *m)
{
	return r->kind != RULE_DEFINE &&
	       ((m->name && strcasecmp(r->hook, m->name) == 0) ||
		(m->alias && strcasecmp(r->hook, m->alias) == 0));
}

/* The result of the conditions, if the values of set have their facts. */
static enum match_result
check_values(const struct rule *r, const struct facts *facts,
	     enum match_result all)
{
	enum match_result known;
	size_t i;

	for (i = 0; i < r->setting_count && all != MATCH_NO; i++) {
		known = rule_value_is_known(&r->settings[i].value, facts);
		if (known != MATCH_YES)
			all = known;
	}
	return all;
}

/* Inline, because a program tests each of its rules with each hook. */
static inline enum match_result
matches(const struct rule *r, const struct facts *facts, struct regex_groups *g)
{
	enum match_result all = MATCH_YES;
	size_t i;

	regex_groups_clear(g);
	for (i = 0; i < r->condition_count; i++) {
		switch (condition_matches(&r->conditions[i], facts, g)) {
		case MATCH_YES:
			break;
		case MATCH_NO:
			return MATCH_NO;
		case MATCH_STOPPED:
			all = MATCH_STOPPED;
			break;
		}
	}
	return r->kind == RULE_SET ? check_values(r, facts, all) : all;
}

enum match_result
rule_matches(const struct rule *r, const struct facts *facts,
	     struct regex_groups *g)
{
	return matches(r, facts, g);
}

static bool
value_needs(const struct rule_value *v, enum fact_source source)
{
	size_t i;

	for (i = 0; i < v->fact_count; i++)
		if (v->facts[i].source == source)
			return true;
	return false;
}

bool
rule_needs(const struct rule *r, enum fact_source source)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		if (r->conditions[i].field.source == source ||
		    value_needs(&r->conditions[i].value, source))
			return true;
	for (i = 0; i < r->setting_count; i++)
		if (value_needs(&r->settings[i].value, source))
			return true;
	/* Guesses are counted for each browser. */
	if (r->kind == RULE_PROVE && r->proof.kind == PROOF_PASSWORD &&
	    (source == FACT_CLIENT || source == FACT_PEER))
		return true;
	return r->kind == RULE_LIMIT && r->by.source == source;
}

const char *
rule_why_stopped(const struct rule *r, const struct facts *facts)
{
	int i;

	for (i = 0; i < FACT_SOURCES; i++)
		if (facts->unknown[i] && rule_needs(r, (enum fact_source)i))
			return facts->unknown[i];
	return "a pattern took too long and was stopped";
}

bool
rule_holds(const struct rule *r, const struct facts *facts,
	   struct regex_groups *g)
{
	const enum match_result m = matches(r, facts, g);
	const bool holds =
	    m == MATCH_YES || (m == MATCH_STOPPED &&
			       (r->kind == RULE_DENY || r->kind == RULE_LIMIT ||
				r->kind == RULE_LASTING));

	if (m == MATCH_STOPPED)
		log_warn("%s:%u: %s; this %s counts as %s", r->file, r->line,
			 rule_why_stopped(r, facts), rule_kind_names[r->kind],
			 holds ? "a match" : "no match");
	return holds;
}

void
rule_print_conditions(const struct rule *r, struct buffer *out)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++) {
		buffer_str(out, i ? " and " : "if ");
		condition_print(&r->conditions[i], out);
	}
}

static void
print_limit(const struct rule *r, struct buffer *out)
{
	buffer_printf(out, " %" PRIu64 " %s%s by ", r->max,
		      r->window == WINDOW_ACTIVE ? "" : "per ",
		      rule_window_names[r->window]);
	field_path_print(&r->by, out);
}

static void
print_names(const struct rule *r, struct buffer *out)
{
	const char *at = r->names_text, *end;

	for (; *at; at = end + 1) {
		end = strchr(at, '\n');
		buffer_str(out, " ");
		rule_lexer_print(out, at, (size_t)(end - at), true);
	}
}

void
rule_print(const struct rule *r, struct buffer *out)
{
	size_t i;

	buffer_printf(out, "%s ", rule_kind_names[r->kind]);
	rule_lexer_print_name(out, r->hook);
	if (r->kind == RULE_LIMIT)
		print_limit(r, out);
	if (r->kind == RULE_LASTING)
		buffer_printf(out, " lasting %" PRIu64 " seconds", r->max);
	if (r->kind == RULE_DEFINE)
		print_names(r, out);
	if (r->kind == RULE_PROVE)
		rule_proof_print(&r->proof, out);
	for (i = 0; i < r->setting_count; i++) {
		buffer_str(out, " ");
		field_path_print(&r->settings[i].field, out);
		buffer_str(out, " ");
		rule_value_print(&r->settings[i].value, out);
	}
	for (i = 0; i < r->field_count; i++) {
		buffer_str(out, " ");
		field_path_print(&r->fields[i], out);
	}
	if (r->condition_count > 0)
		buffer_str(out, " ");
	rule_print_conditions(r, out);
	if (!r->reason)
		return;
	buffer_str(out, " reason ");
	rule_lexer_print(out, r->reason, strlen(r->reason), true);
}

void
rule_print_key(const struct rule *r, const char *hook, bool digest,
	       struct buffer *out)
{
	buffer_printf(out, "%s %sby %s", hook,
		      r->window == WINDOW_ACTIVE ? "" : "rate ", r->by.text);
	if (digest)
		buffer_str(out, ": ");
	else
		buffer_printf(out,
			      "%s%s = ", r->conditions_text[0] ? " if " : "",
			      r->conditions_text);
}

void
rule_free(struct rule *r)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		condition_free(&r->conditions[i]);
	for (i = 0; i < r->setting_count; i++) {
		field_path_free(&r->settings[i].field);
		rule_value_free(&r->settings[i].value);
	}
	for (i = 0; i < r->field_count; i++)
		field_path_free(&r->fields[i]);
	field_path_free(&r->by);
	rule_proof_free(&r->proof);
	free(r->conditions);
	free(r->settings);
	free(r->fields);
	free(r->hook);
	free(r->reason);
	free(r->conditions_text);
	free(r->names_text);
	line_set_free(r->names);
	*r = (struct rule){ 0 };
}
