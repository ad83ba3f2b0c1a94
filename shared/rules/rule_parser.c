/* grammar - the words of a line become a rule. */

#include "rule_parser.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "take.h"

static int
take_is(struct reader *r, struct condition *c)
{
	const struct word *w = peek(r);

	if (take_value(r, &c->value))
		return -1;
	if (c->value.kind == VALUE_JSON && strcmp(c->value.text, "null") == 0)
		return wrong(r, w,
			     "nothing is null: a member that is null "
			     "counts as missing, so write: not FIELD "
			     "exists; or \"null\" for the text");
	return 0;
}

static int
take_pattern(struct reader *r, struct condition *c)
{
	const struct word *w;
	char why[256];

	if (take_word(r, "a REGEX", &w))
		return -1;
	c->pattern = pattern_new(w->at, w->len, why, sizeof why);
	if (!c->pattern)
		return wrong(r, w, "the REGEX \"%s\" is wrong: %s", shown(w),
			     why);
	c->text = take_copy(w->at);
	if (!c->negated)
		r->groups = (int)pattern_groups(c->pattern);
	return 0;
}

static int
take_file(struct reader *r, struct condition *c)
{
	const struct word *w;

	if (take_word(r, "a FILE", &w))
		return -1;
	if (w->len == 0)
		return wrong(r, w,
			     "the FILE is empty; it is a path, relative "
			     "to this file");
	c->text = take_copy(w->at);
	return 0;
}

static int
take_condition(struct reader *r)
{
	struct rule *rule = r->rule;
	struct condition *c;

	rule->conditions = take_room(rule->conditions, &rule->condition_count,
				     sizeof *rule->conditions);
	c = &rule->conditions[rule->condition_count - 1];
	c->negated = take_plain(r, "not");
	if (take_field(r, &c->member))
		return -1;
	if (take_plain(r, "is")) {
		c->test = IS;
		return take_is(r, c);
	}
	if (take_plain(r, "~")) {
		c->test = LIKE;
		return take_pattern(r, c);
	}
	if (take_plain(r, "in")) {
		c->test = IN;
		return take_file(r, c);
	}
	c->test = EXISTS;
	if (take_plain(r, "exists"))
		return 0;
	if (!peek(r))
		return wrong(r, NULL,
			     "a test is missing behind \"%s\": is "
			     "VALUE, ~ REGEX, in FILE or exists",
			     shown(r->next - 1));
	return wrong(r, r->next,
		     "\"%s\" is no test; a test is: is VALUE, ~ "
		     "REGEX, in FILE or exists",
		     shown(r->next));
}

static int
take_conditions(struct reader *r)
{
	if (!take_plain(r, "if"))
		return 0;
	do {
		if (take_condition(r))
			return -1;
	} while (take_plain(r, "and"));
	return 0;
}

static int
take_reason(struct reader *r)
{
	const struct word *w;

	if (!take_plain(r, "reason"))
		return 0;
	if (take_word(r, "the TEXT", &w))
		return -1;
	if (w->len > RULE_REASON_MAX)
		return wrong(r, w,
			     "the TEXT of the reason is longer than %d "
			     "bytes",
			     RULE_REASON_MAX);
	r->rule->reason = take_copy(w->at);
	return 0;
}

static int
take_tail(struct reader *r)
{
	return take_conditions(r) || take_reason(r) ? -1 : 0;
}

/* WCS is told of some in one string, with commas between. */
static int
take_listed(struct reader *r, struct member_path *m)
{
	const struct word *w = peek(r);

	if (take_field(r, m))
		return -1;
	return strchr(w->at, ',') ? wrong(r, w,
					  "the FIELD \"%s\" holds a comma; "
					  "fields are parted by blanks",
					  shown(w))
				  : 0;
}

static int
take_setting(struct reader *r, struct setting *s)
{
	static const char *const fixed[] = { "nodeId", "sessionId", "appKey" };
	const struct word *w = peek(r);
	size_t i;

	if (take_listed(r, &s->member))
		return -1;
	for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(s->member.names[0], fixed[i]) == 0)
			return wrong(r, w,
				     "%s cannot be set: WCS takes no "
				     "change of nodeId, sessionId and "
				     "appKey",
				     fixed[i]);
	return take_value(r, &s->value);
}

/* What is behind `if` comes first: the values may name its groups. */
static int
take_set(struct reader *r)
{
	const struct word *const from = r->next, *const end = r->end, *behind;
	struct rule *rule = r->rule;

	while (peek(r) && !word_is(r->next, "if"))
		r->next++;
	behind = r->next;
	if (take_conditions(r))
		return -1;
	if (peek(r))
		return 0;
	r->next = from;
	do {
		rule->settings = take_room(rule->settings, &rule->setting_count,
					   sizeof *rule->settings);
		if (take_setting(r, &rule->settings[rule->setting_count - 1]))
			return -1;
	} while (r->next < behind);
	r->next = end;
	return 0;
}

static int
take_number(struct reader *r)
{
	const struct word *w;
	char *end;

	if (take_word(r, "N, a number,", &w))
		return -1;
	errno = 0;
	r->rule->number = strtoull(w->at, &end, 10);
	if (errno || *end || !isdigit((unsigned char)w->at[0]) ||
	    r->rule->number > RULE_NUMBER_MAX)
		return wrong(r, w, "\"%s\" is no number from 0 to 1000000000",
			     shown(w));
	return 0;
}

static int
take_window(struct reader *r)
{
	const struct word *w;
	enum window i;

	if (take_plain(r, "active"))
		return 0;
	if (take_word(r, "active or per", &w))
		return -1;
	if (!word_is(w, "per"))
		return wrong(r, w, "\"%s\" is neither active nor per",
			     shown(w));
	if (take_word(r, "second, minute, hour or day", &w))
		return -1;
	for (i = WINDOW_SECOND; i < WINDOWS; i++) {
		r->rule->window = i;
		if (word_is(w, window_names[i]))
			return 0;
	}
	return wrong(r, w, "\"%s\" is neither second, minute, hour nor day",
		     shown(w));
}

static int
take_limit(struct reader *r)
{
	struct buffer text = { 0 };
	const struct word *w;

	if (take_number(r) || take_window(r) || take_word(r, "by", &w))
		return -1;
	if (!word_is(w, "by"))
		return wrong(r, w, "\"%s\" stands where \"by FIELD\" should",
			     shown(w));
	if (take_field(r, &r->rule->by) || take_tail(r))
		return -1;
	rule_print_conditions(r->rule, &text);
	buffer_add(&text, "", 1);
	r->rule->text = take_copy(text.at);
	buffer_free(&text);
	return 0;
}

static int
take_fields(struct reader *r)
{
	struct rule *rule = r->rule;

	do {
		rule->fields = take_room(rule->fields, &rule->field_count,
					 sizeof *rule->fields);
		if (take_listed(r, &rule->fields[rule->field_count - 1]))
			return -1;
	} while (peek(r) && !word_is_keyword(r->next));
	return 0;
}

static int
take_nothing(struct reader *r)
{
	(void)r;
	return 0;
}

static int
is_at_end(struct reader *r)
{
	const struct word *w = peek(r);

	if (!w)
		return 0;
	return wrong(
	    r, w, "\"%s\" is too much here%s; the form is %s", shown(w),
	    r->rule->reason ? ", a TEXT of several words is written in quotes"
			    : "",
	    rule_forms[r->rule->kind]);
}

static int
take_rule(struct reader *r)
{
	static int (*const takes[RULE_KINDS])(struct reader *) = {
		[RULE_DENY] = take_tail,    [RULE_ALLOW] = take_conditions,
		[RULE_SET] = take_set,	    [RULE_LIMIT] = take_limit,
		[RULE_HIDE] = take_fields,  [RULE_SKIP] = take_fields,
		[RULE_MUTE] = take_nothing,
	};
	const struct word *w = r->next++;
	enum rule_kind i;

	for (i = 0; i < RULE_KINDS; i++)
		if (word_is(w, rule_kind_names[i]))
			break;
	if (i == RULE_KINDS)
		return wrong(r, w,
			     "\"%s\" is no rule; a line begins with "
			     "deny, allow, set, limit, hide, skip or "
			     "mute",
			     shown(w));
	r->rule->kind = i;
	if (take_word(r, "the HOOK", &w))
		return -1;
	if (w->len == 0)
		return wrong(r, w, "the HOOK is empty");
	r->rule->hook = take_copy(w->at);
	return takes[i](r) || is_at_end(r) ? -1 : 0;
}

int
rule_parse(struct rule *rule, const struct words *words, char *error,
	   size_t size, unsigned *column)
{
	struct reader r = {
		.next = words->at,
		.end = words->at + words->count,
		.rule = rule,
		.groups = -1,
		.error = error,
		.size = size,
		.column = column,
	};

	*rule = (struct rule){ 0 };
	if (take_rule(&r) == 0)
		return 0;
	rule_free(rule);
	return -1;
}
