/* rule_parser - parses the words of a line into a rule. */

#include "rule_parser.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "condition_parser.h"
#include "field_path.h"
#include "rule_cursor.h"
#include "rule_value.h"

/* The words of a line, and the rule that they become. */
struct rule_parser {
	struct rule_cursor words;
	struct rule *rule;
};

#define CONDITIONS "[if COND {and COND}]"
#define REASON "[reason \"TEXT\"]"

static const char *const forms[RULE_KINDS] = {
	[RULE_DENY] = "deny HOOK " CONDITIONS " " REASON,
	[RULE_ALLOW] = "allow HOOK " CONDITIONS,
	[RULE_SET] = "set HOOK FIELD VALUE {FIELD VALUE} " CONDITIONS,
	[RULE_LIMIT] =
	    "limit HOOK N active|per WINDOW by FIELD " CONDITIONS " " REASON,
	[RULE_HIDE] = "hide HOOK FIELD {FIELD}",
	[RULE_SKIP] = "skip HOOK FIELD {FIELD}",
	[RULE_MUTE] = "mute HOOK",
	[RULE_LASTING] =
	    "limit HOOK lasting N seconds|minutes|hours|days " CONDITIONS,
	[RULE_DEFINE] = "define NAME VALUE {VALUE}",
	[RULE_PROVE] =
	    "prove HOOK FIELD jwt FILE [issuer TEXT] [audience "
	    "TEXT] [leeway SECONDS], or prove HOOK FIELD hmac "
	    "@FILE over FIELD {FIELD}, or prove HOOK FIELD password FIELD in "
	    "FILE",
};

static int
parse_conditions(struct rule_parser *r)
{
	struct rule *rule = r->rule;

	if (!rule_cursor_accept(&r->words, "if"))
		return 0;
	do {
		rule->conditions =
		    rule_cursor_grow(rule->conditions, &rule->condition_count,
				     sizeof *rule->conditions);
		if (condition_parser_parse(
			&rule->conditions[rule->condition_count - 1],
			&r->words))
			return -1;
	} while (rule_cursor_accept(&r->words, "and"));
	return 0;
}

static int
parse_reason(struct rule_parser *r)
{
	const struct rule_word *w;

	if (!rule_cursor_accept(&r->words, "reason"))
		return 0;
	if (rule_cursor_expect(&r->words, "the TEXT", &w))
		return -1;
	if (w->len > RULE_REASON_MAX)
		return rule_cursor_fail(
		    &r->words, w,
		    "the TEXT of the reason is longer than %d bytes",
		    RULE_REASON_MAX);
	r->rule->reason = str_dup(w->at);
	return 0;
}

static int
parse_tail(struct rule_parser *r)
{
	return parse_conditions(r) || parse_reason(r) ? -1 : 0;
}

/* Commas separate the fields that restClientConfig lists. */
static int
parse_listed_field(struct rule_parser *r, struct field_path *p)
{
	const struct rule_word *w = rule_cursor_peek(&r->words);

	if (rule_cursor_field(&r->words, p))
		return -1;
	if (p->source != FACT_BODY)
		return rule_cursor_fail(
		    &r->words, w,
		    "\"%s\" is a fact that rules test, and not a "
		    "field of the hook",
		    rule_cursor_escape(w));
	return strchr(w->at, ',')
		   ? rule_cursor_fail(&r->words, w,
				      "the FIELD \"%s\" contains a comma; "
				      "separate fields by blanks",
				      rule_cursor_escape(w))
		   : 0;
}

static int
parse_setting(struct rule_parser *r, struct rule_setting *s)
{
	static const char *const fixed[] = { "nodeId", "sessionId", "appKey" };
	const struct rule_word *w = rule_cursor_peek(&r->words);
	size_t i;

	if (parse_listed_field(r, &s->field))
		return -1;
	for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(s->field.names[0], fixed[i]) == 0)
			return rule_cursor_fail(
			    &r->words, w,
			    "%s cannot be set: WCS ignores changes of nodeId, "
			    "sessionId and appKey",
			    fixed[i]);
	return rule_cursor_value(&r->words, &s->value);
}

/* Parses the conditions first, because the values may use their groups. */
static int
parse_set(struct rule_parser *r)
{
	const struct rule_word *const start = r->words.next,
				      *const end = r->words.end, *values_end;
	struct rule *rule = r->rule;

	while (rule_cursor_peek(&r->words) &&
	       !rule_lexer_is(r->words.next, "if"))
		r->words.next++;
	values_end = r->words.next;
	if (parse_conditions(r))
		return -1;
	if (rule_cursor_peek(&r->words))
		return 0;
	r->words.next = start;
	do {
		rule->settings =
		    rule_cursor_grow(rule->settings, &rule->setting_count,
				     sizeof *rule->settings);
		if (parse_setting(r, &rule->settings[rule->setting_count - 1]))
			return -1;
	} while (r->words.next < values_end);
	r->words.next = end;
	return 0;
}

static int
parse_number(struct rule_parser *r)
{
	const struct rule_word *w;
	char *end;

	if (rule_cursor_expect(&r->words, "N, a number,", &w))
		return -1;
	errno = 0;
	r->rule->max = strtoull(w->at, &end, 10);
	if (errno || *end || !isdigit((unsigned char)w->at[0]) ||
	    r->rule->max > RULE_NUMBER_MAX)
		return rule_cursor_fail(
		    &r->words, w, "\"%s\" is not a number from 0 to %" PRIu64,
		    rule_cursor_escape(w), RULE_NUMBER_MAX);
	return 0;
}

static int
parse_window(struct rule_parser *r)
{
	const struct rule_word *w;
	enum rule_window i;

	if (rule_cursor_accept(&r->words, "active"))
		return 0;
	if (rule_cursor_expect(&r->words, "active or per", &w))
		return -1;
	if (!rule_lexer_is(w, "per"))
		return rule_cursor_fail(&r->words, w,
					"\"%s\" is neither active nor per",
					rule_cursor_escape(w));
	if (rule_cursor_expect(&r->words, "second, minute, hour or day", &w))
		return -1;
	for (i = WINDOW_SECOND; i < WINDOWS; i++) {
		r->rule->window = i;
		if (rule_lexer_is(w, rule_window_names[i]))
			return 0;
	}
	return rule_cursor_fail(
	    &r->words, w, "\"%s\" is neither second, minute, hour nor day",
	    rule_cursor_escape(w));
}

static int
parse_lasting(struct rule_parser *r)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = {
		{ "seconds", 1 },  { "minutes", 60 }, { "hours", 3600 },
		{ "days", 86400 }, { "second", 1 },   { "minute", 60 },
		{ "hour", 3600 },  { "day", 86400 },
	};
	const struct rule_word *w;
	size_t i;

	r->rule->kind = RULE_LASTING;
	r->words.form = forms[RULE_LASTING];
	if (parse_number(r) ||
	    rule_cursor_expect(&r->words, "seconds, minutes, hours or days",
			       &w))
		return -1;
	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (rule_lexer_is(w, units[i].name))
			break;
	if (i == sizeof units / sizeof *units)
		return rule_cursor_fail(
		    &r->words, w,
		    "\"%s\" is neither seconds, minutes, hours nor days",
		    rule_cursor_escape(w));
	if (r->rule->max == 0 ||
	    r->rule->max > RULE_NUMBER_MAX / units[i].seconds)
		return rule_cursor_fail(&r->words, w - 1,
					"a limit of time is from 1 to %" PRIu64
					" seconds",
					RULE_NUMBER_MAX);
	r->rule->max *= units[i].seconds;
	return parse_conditions(r);
}

static int
parse_limit(struct rule_parser *r)
{
	struct buffer text = { 0 };
	const struct rule_word *w, *by;

	if (rule_cursor_accept(&r->words, "lasting"))
		return parse_lasting(r);
	if (parse_number(r) || parse_window(r) ||
	    rule_cursor_expect(&r->words, "by", &w))
		return -1;
	if (!rule_lexer_is(w, "by"))
		return rule_cursor_fail(&r->words, w,
					"\"by FIELD\" is missing before \"%s\"",
					rule_cursor_escape(w));
	by = rule_cursor_peek(&r->words);
	if (rule_cursor_field(&r->words, &r->rule->by))
		return -1;
	if (r->rule->by.source == FACT_NOW)
		return rule_cursor_fail(&r->words, by,
					"\"%s\" can be tested only, by the "
					"conditions of the rule",
					rule_cursor_escape(by));
	if (parse_tail(r))
		return -1;
	rule_print_conditions(r->rule, &text);
	buffer_add(&text, "", 1);
	r->rule->conditions_text = str_dup(text.at);
	buffer_free(&text);
	return 0;
}

static int
parse_fields(struct rule_parser *r)
{
	struct rule *rule = r->rule;

	do {
		rule->fields = rule_cursor_grow(
		    rule->fields, &rule->field_count, sizeof *rule->fields);
		if (parse_listed_field(r, &rule->fields[rule->field_count - 1]))
			return -1;
	} while (rule_cursor_peek(&r->words) &&
		 !rule_lexer_is_keyword(r->words.next));
	return 0;
}

static int
parse_prove(struct rule_parser *r)
{
	const struct rule_word *const first = r->words.next;
	const size_t count = (size_t)(r->words.end - first);
	struct error why;
	size_t bad;

	if (rule_proof_parse(&r->rule->proof, first, count, &why, &bad))
		return rule_cursor_fail(
		    &r->words, bad < count ? &first[bad] : NULL,
		    "%s; the form is %s", why.text, r->words.form);
	r->words.next = r->words.end;
	return 0;
}

/* Each value is a line of the set (line_set.h). */
static int
parse_define(struct rule_parser *r)
{
	const struct rule_word *w;
	struct buffer lines = { 0 };
	int bad = 0;

	do {
		bad = rule_cursor_expect(&r->words, "a VALUE", &w);
		if (!bad && w->len == 0)
			bad =
			    rule_cursor_fail(&r->words, w, "a VALUE is empty");
		if (!bad) {
			buffer_add(&lines, w->at, w->len);
			buffer_str(&lines, "\n");
		}
	} while (!bad && rule_cursor_peek(&r->words));
	if (!bad) {
		r->rule->names_text = str_dup_len(lines.at, lines.len);
		r->rule->names = line_set_new(lines.at, lines.len);
	}
	buffer_free(&lines);
	return bad;
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
	const struct rule_word *w = rule_cursor_peek(&r->words);

	if (!w)
		return 0;
	return rule_cursor_fail(
	    &r->words, w, "\"%s\" is unexpected here%s; the form is %s",
	    rule_cursor_escape(w),
	    r->rule->reason ? "; put a TEXT of several words in quotes" : "",
	    r->words.form);
}

static int
parse_rule(struct rule_parser *r)
{
	static int (*const parsers[RULE_KINDS])(struct rule_parser *) = {
		[RULE_DENY] = parse_tail,     [RULE_ALLOW] = parse_conditions,
		[RULE_SET] = parse_set,	      [RULE_LIMIT] = parse_limit,
		[RULE_HIDE] = parse_fields,   [RULE_SKIP] = parse_fields,
		[RULE_MUTE] = parse_nothing,  [RULE_PROVE] = parse_prove,
		[RULE_DEFINE] = parse_define, [RULE_LASTING] = parse_limit,
	};
	const struct rule_word *w = r->words.next++;
	enum rule_kind i;

	for (i = 0; i < RULE_KINDS; i++)
		if (rule_lexer_is(w, rule_kind_names[i]))
			break;
	if (i == RULE_KINDS)
		return rule_cursor_fail(
		    &r->words, w,
		    "\"%s\" is not a rule; a rule begins with deny,"
		    " allow, set, limit, hide, skip, mute, prove or define",
		    rule_cursor_escape(w));
	r->rule->kind = i;
	r->words.form = forms[i];
	if (rule_cursor_expect(&r->words,
			       i == RULE_DEFINE ? "the NAME" : "the HOOK", &w))
		return -1;
	if (w->len == 0)
		return rule_cursor_fail(&r->words, w, "the %s is empty",
					i == RULE_DEFINE ? "NAME" : "HOOK");
	r->rule->hook = str_dup(w->at);
	return parsers[i](r) || expect_end(r) ? -1 : 0;
}

int
rule_parser_parse(struct rule *rule, const struct rule_words *words,
		  struct error *error, unsigned *column)
{
	struct rule_parser r = {
		.words = {
			.next = words->at,
			.end = words->at + words->count,
			.groups = -1,
			.error = error,
			.column = column,
		},
		.rule = rule,
	};

	*rule = (struct rule){ 0 };
	if (parse_rule(&r) == 0)
		return 0;
	rule_free(rule);
	return -1;
}
