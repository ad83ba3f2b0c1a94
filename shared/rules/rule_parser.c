/* grammar - the words of a line become a rule. */

#include "rule_parser.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "take.h"

static int
parse_is(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w = rule_parser_peek(r);

	if (rule_parser_value(r, &c->value))
		return -1;
	if (c->value.kind == VALUE_JSON && strcmp(c->value.text, "null") == 0)
		return rule_parser_fail(
		    r, w,
		    "nothing is null: a member that is null "
		    "counts as missing, so write: not FIELD "
		    "exists; or \"null\" for the text");
	return 0;
}

static int
parse_regex(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w;
	struct error why;

	if (rule_parser_word(r, "a REGEX", &w))
		return -1;
	c->regex = regex_new(w->at, w->len, &why);
	if (!c->regex)
		return rule_parser_fail(r, w, "the REGEX \"%s\" is wrong: %s",
					rule_parser_escape(w), why.text);
	c->text = rule_parser_strdup(w->at);
	if (!c->negated)
		r->groups = (int)regex_group_count(c->regex);
	return 0;
}

static int
parse_file(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w;

	if (rule_parser_word(r, "a FILE", &w))
		return -1;
	if (w->len == 0)
		return rule_parser_fail(
		    r, w,
		    "the FILE is empty; it is a path, relative "
		    "to this file");
	c->text = rule_parser_strdup(w->at);
	return 0;
}

static int
parse_condition(struct rule_parser *r)
{
	struct rule *rule = r->rule;
	struct condition *c;

	rule->conditions = rule_parser_grow(
	    rule->conditions, &rule->condition_count, sizeof *rule->conditions);
	c = &rule->conditions[rule->condition_count - 1];
	c->negated = rule_parser_accept(r, "not");
	if (rule_parser_field(r, &c->field))
		return -1;
	if (rule_parser_accept(r, "is")) {
		c->test = CONDITION_IS;
		return parse_is(r, c);
	}
	if (rule_parser_accept(r, "~")) {
		c->test = CONDITION_REGEX;
		return parse_regex(r, c);
	}
	if (rule_parser_accept(r, "in")) {
		c->test = CONDITION_IN;
		return parse_file(r, c);
	}
	c->test = CONDITION_EXISTS;
	if (rule_parser_accept(r, "exists"))
		return 0;
	if (!rule_parser_peek(r))
		return rule_parser_fail(r, NULL,
					"a test is missing behind \"%s\": is "
					"VALUE, ~ REGEX, in FILE or exists",
					rule_parser_escape(r->next - 1));
	return rule_parser_fail(r, r->next,
				"\"%s\" is no test; a test is: is VALUE, ~ "
				"REGEX, in FILE or exists",
				rule_parser_escape(r->next));
}

static int
parse_conditions(struct rule_parser *r)
{
	if (!rule_parser_accept(r, "if"))
		return 0;
	do {
		if (parse_condition(r))
			return -1;
	} while (rule_parser_accept(r, "and"));
	return 0;
}

static int
parse_reason(struct rule_parser *r)
{
	const struct rule_word *w;

	if (!rule_parser_accept(r, "reason"))
		return 0;
	if (rule_parser_word(r, "the TEXT", &w))
		return -1;
	if (w->len > RULE_REASON_MAX)
		return rule_parser_fail(
		    r, w,
		    "the TEXT of the reason is longer than %d "
		    "bytes",
		    RULE_REASON_MAX);
	r->rule->reason = rule_parser_strdup(w->at);
	return 0;
}

static int
parse_tail(struct rule_parser *r)
{
	return parse_conditions(r) || parse_reason(r) ? -1 : 0;
}

/* WCS is told of some in one string, with commas between. */
static int
parse_listed_field(struct rule_parser *r, struct field_path *m)
{
	const struct rule_word *w = rule_parser_peek(r);

	if (rule_parser_field(r, m))
		return -1;
	return strchr(w->at, ',')
		   ? rule_parser_fail(r, w,
				      "the FIELD \"%s\" holds a comma; "
				      "fields are parted by blanks",
				      rule_parser_escape(w))
		   : 0;
}

static int
parse_setting(struct rule_parser *r, struct rule_setting *s)
{
	static const char *const fixed[] = { "nodeId", "sessionId", "appKey" };
	const struct rule_word *w = rule_parser_peek(r);
	size_t i;

	if (parse_listed_field(r, &s->field))
		return -1;
	for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(s->field.names[0], fixed[i]) == 0)
			return rule_parser_fail(
			    r, w,
			    "%s cannot be set: WCS takes no "
			    "change of nodeId, sessionId and "
			    "appKey",
			    fixed[i]);
	return rule_parser_value(r, &s->value);
}

/* What is behind `if` comes first: the values may name its groups. */
static int
parse_set(struct rule_parser *r)
{
	const struct rule_word *const from = r->next, *const end = r->end,
				      *behind;
	struct rule *rule = r->rule;

	while (rule_parser_peek(r) && !rule_lexer_is(r->next, "if"))
		r->next++;
	behind = r->next;
	if (parse_conditions(r))
		return -1;
	if (rule_parser_peek(r))
		return 0;
	r->next = from;
	do {
		rule->settings =
		    rule_parser_grow(rule->settings, &rule->setting_count,
				     sizeof *rule->settings);
		if (parse_setting(r, &rule->settings[rule->setting_count - 1]))
			return -1;
	} while (r->next < behind);
	r->next = end;
	return 0;
}

static int
parse_number(struct rule_parser *r)
{
	const struct rule_word *w;
	char *end;

	if (rule_parser_word(r, "N, a number,", &w))
		return -1;
	errno = 0;
	r->rule->max = strtoull(w->at, &end, 10);
	if (errno || *end || !isdigit((unsigned char)w->at[0]) ||
	    r->rule->max > RULE_NUMBER_MAX)
		return rule_parser_fail(
		    r, w, "\"%s\" is no number from 0 to 1000000000",
		    rule_parser_escape(w));
	return 0;
}

static int
parse_window(struct rule_parser *r)
{
	const struct rule_word *w;
	enum rule_window i;

	if (rule_parser_accept(r, "active"))
		return 0;
	if (rule_parser_word(r, "active or per", &w))
		return -1;
	if (!rule_lexer_is(w, "per"))
		return rule_parser_fail(r, w,
					"\"%s\" is neither active nor per",
					rule_parser_escape(w));
	if (rule_parser_word(r, "second, minute, hour or day", &w))
		return -1;
	for (i = WINDOW_SECOND; i < WINDOWS; i++) {
		r->rule->window = i;
		if (rule_lexer_is(w, rule_window_names[i]))
			return 0;
	}
	return rule_parser_fail(
	    r, w, "\"%s\" is neither second, minute, hour nor day",
	    rule_parser_escape(w));
}

static int
parse_limit(struct rule_parser *r)
{
	struct buffer text = { 0 };
	const struct rule_word *w;

	if (parse_number(r) || parse_window(r) || rule_parser_word(r, "by", &w))
		return -1;
	if (!rule_lexer_is(w, "by"))
		return rule_parser_fail(
		    r, w, "\"%s\" stands where \"by FIELD\" should",
		    rule_parser_escape(w));
	if (rule_parser_field(r, &r->rule->by) || parse_tail(r))
		return -1;
	rule_print_conditions(r->rule, &text);
	buffer_add(&text, "", 1);
	r->rule->conditions_text = rule_parser_strdup(text.at);
	buffer_free(&text);
	return 0;
}

static int
parse_fields(struct rule_parser *r)
{
	struct rule *rule = r->rule;

	do {
		rule->fields = rule_parser_grow(
		    rule->fields, &rule->field_count, sizeof *rule->fields);
		if (parse_listed_field(r, &rule->fields[rule->field_count - 1]))
			return -1;
	} while (rule_parser_peek(r) && !rule_lexer_is_keyword(r->next));
	return 0;
}

static int
parse_nothing(struct rule_parser *r)
{
	(void)r;
	return 0;
}

static int
expect_end(struct rule_parser *r)
{
	const struct rule_word *w = rule_parser_peek(r);

	if (!w)
		return 0;
	return rule_parser_fail(
	    r, w, "\"%s\" is too much here%s; the form is %s",
	    rule_parser_escape(w),
	    r->rule->reason ? ", a TEXT of several words is written in quotes"
			    : "",
	    rule_parser_forms[r->rule->kind]);
}

static int
parse_rule(struct rule_parser *r)
{
	static int (*const takes[RULE_KINDS])(struct rule_parser *) = {
		[RULE_DENY] = parse_tail,    [RULE_ALLOW] = parse_conditions,
		[RULE_SET] = parse_set,	     [RULE_LIMIT] = parse_limit,
		[RULE_HIDE] = parse_fields,  [RULE_SKIP] = parse_fields,
		[RULE_MUTE] = parse_nothing,
	};
	const struct rule_word *w = r->next++;
	enum rule_kind i;

	for (i = 0; i < RULE_KINDS; i++)
		if (rule_lexer_is(w, rule_kind_names[i]))
			break;
	if (i == RULE_KINDS)
		return rule_parser_fail(
		    r, w,
		    "\"%s\" is no rule; a line begins with "
		    "deny, allow, set, limit, hide, skip or "
		    "mute",
		    rule_parser_escape(w));
	r->rule->kind = i;
	if (rule_parser_word(r, "the HOOK", &w))
		return -1;
	if (w->len == 0)
		return rule_parser_fail(r, w, "the HOOK is empty");
	r->rule->hook = rule_parser_strdup(w->at);
	return takes[i](r) || expect_end(r) ? -1 : 0;
}

int
rule_parser_parse(struct rule *rule, const struct rule_words *words,
		  char *error, size_t size, unsigned *column)
{
	struct rule_parser r = {
		.next = words->at,
		.end = words->at + words->count,
		.rule = rule,
		.groups = -1,
		.error = error,
		.size = size,
		.column = column,
	};

	*rule = (struct rule){ 0 };
	if (parse_rule(&r) == 0)
		return 0;
	rule_free(rule);
	return -1;
}
