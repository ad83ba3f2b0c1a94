/* rule_parser - parses the words of a line into a rule. */

#include "rule_parser.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"
#include "base/str.h"
#include "field_path.h"
#include "rule_value.h"

/* A position in a line's words, and the rule that they become. */
struct rule_parser {
	const struct rule_word *next;
	const struct rule_word *end;
	struct rule *rule;
	int groups; /* the last group of the nearest ~ before; -1: none */
	struct error *error;
	unsigned *column; /* of the error */
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
	[RULE_PROVE] = "prove HOOK FIELD jwt FILE [issuer TEXT] [audience "
		       "TEXT] [leeway SECONDS], or prove HOOK FIELD hmac "
		       "@FILE over FIELD {FIELD}",
};

/* Returns -1.  The error's column is the word's, or the last one's for NULL. */
__attribute__((format(printf, 3, 4))) static int
fail(struct rule_parser *r, const struct rule_word *w, const char *format, ...)
{
	va_list ap;

	*r->column = w ? w->column : r->end[-1].column;
	va_start(ap, format);
	vsnprintf(r->error->text, sizeof r->error->text, format, ap);
	va_end(ap);
	return -1;
}

/* The word, escaped for a message; good until the next call. */
static const char *
escape(const struct rule_word *w)
{
	static char text[RULE_LEXER_ESCAPED_SIZE];

	log_escape(text, sizeof text, w->at);
	return text;
}

/* The next word, or NULL. */
static const struct rule_word *
peek(const struct rule_parser *r)
{
	return r->next < r->end ? r->next : NULL;
}

/* Steps over the next word if it is `keyword`, without quotes. */
static bool
accept_keyword(struct rule_parser *r, const char *keyword)
{
	if (!peek(r) || !rule_lexer_is(r->next, keyword))
		return false;
	r->next++;
	return true;
}

/* Steps over the next word, which must not be a keyword. */
static int
expect_word(struct rule_parser *r, const char *what, const struct rule_word **w)
{
	*w = peek(r);
	if (!*w)
		return fail(r, NULL, "%s is missing at the end; the form is %s",
			    what, forms[r->rule->kind]);
	if (rule_lexer_is_keyword(*w))
		return fail(r, *w,
			    "%s is missing before %s (a keyword unless in "
			    "quotes); the form is %s",
			    what, escape(*w), forms[r->rule->kind]);
	r->next++;
	return 0;
}

static int
parse_field(struct rule_parser *r, struct field_path *p)
{
	const struct rule_word *w;
	const char *bad;

	if (expect_word(r, "a FIELD", &w))
		return -1;
	bad = field_path_parse(p, w->at);
	return bad ? fail(r, w, "the FIELD \"%s\" %s", escape(w), bad) : 0;
}

static int
parse_value(struct rule_parser *r, struct rule_value *v)
{
	const struct rule_word *w;
	struct error why;

	if (expect_word(r, "a VALUE", &w))
		return -1;
	return rule_value_parse(v, w, r->groups, &why)
		   ? fail(r, w, "the VALUE \"%s\" is wrong: %s", escape(w),
			  why.text)
		   : 0;
}

/* Adds one zeroed element to an array whose room is a power of two. */
static void *
grow(void *array, size_t *count, size_t size)
{
	char *longer = array;

	if ((*count & (*count - 1)) == 0)
		longer = reallocarray(array, *count ? *count * 2 : 1, size);
	if (!longer)
		die(EXIT_TEMPORARY, "cannot store a rule:");
	memset(longer + *count * size, 0, size);
	++*count;
	return longer;
}

static int
parse_is(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w = peek(r);

	if (parse_value(r, &c->value))
		return -1;
	if (c->value.kind == VALUE_JSON && strcmp(c->value.text, "null") == 0)
		return fail(
		    r, w,
		    "a field is never null: null counts as missing, so write:"
		    " not FIELD exists; or \"null\" in quotes for the text");
	return 0;
}

static int
parse_regex(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w;
	struct error why;

	if (expect_word(r, "a REGEX", &w))
		return -1;
	c->regex = regex_new(w->at, w->len, &why);
	if (!c->regex)
		return fail(r, w, "the REGEX \"%s\" is wrong: %s", escape(w),
			    why.text);
	c->text = str_dup(w->at);
	if (!c->negated)
		r->groups = (int)regex_group_count(c->regex);
	return 0;
}

static int
parse_file(struct rule_parser *r, struct condition *c)
{
	const struct rule_word *w;

	if (expect_word(r, "a FILE", &w))
		return -1;
	if (w->len == 0)
		return fail(
		    r, w,
		    "the FILE is empty; write a path, relative to the directory"
		    " of this file");
	c->text = str_dup(w->at);
	return 0;
}

static int
parse_condition(struct rule_parser *r)
{
	struct rule *rule = r->rule;
	struct condition *c;

	rule->conditions = grow(rule->conditions, &rule->condition_count,
				sizeof *rule->conditions);
	c = &rule->conditions[rule->condition_count - 1];
	c->negated = accept_keyword(r, "not");
	if (parse_field(r, &c->field))
		return -1;
	if (accept_keyword(r, "is")) {
		c->test = CONDITION_IS;
		return parse_is(r, c);
	}
	if (accept_keyword(r, "~")) {
		c->test = CONDITION_REGEX;
		return parse_regex(r, c);
	}
	if (accept_keyword(r, "in")) {
		c->test = CONDITION_IN;
		return parse_file(r, c);
	}
	c->test = CONDITION_EXISTS;
	if (accept_keyword(r, "exists"))
		return 0;
	if (!peek(r))
		return fail(r, NULL,
			    "a test is missing after \"%s\": is "
			    "VALUE, ~ REGEX, in FILE or exists",
			    escape(r->end - 1));
	return fail(r, r->next,
		    "\"%s\" is not a test; write is VALUE, ~ "
		    "REGEX, in FILE or exists",
		    escape(r->next));
}

static int
parse_conditions(struct rule_parser *r)
{
	if (!accept_keyword(r, "if"))
		return 0;
	do {
		if (parse_condition(r))
			return -1;
	} while (accept_keyword(r, "and"));
	return 0;
}

static int
parse_reason(struct rule_parser *r)
{
	const struct rule_word *w;

	if (!accept_keyword(r, "reason"))
		return 0;
	if (expect_word(r, "the TEXT", &w))
		return -1;
	if (w->len > RULE_REASON_MAX)
		return fail(r, w,
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
	const struct rule_word *w = peek(r);

	if (parse_field(r, p))
		return -1;
	if (p->source != FACT_BODY)
		return fail(r, w,
			    "\"%s\" is a fact that rules test, and not a "
			    "field of the hook",
			    escape(w));
	return strchr(w->at, ',') ? fail(r, w,
					 "the FIELD \"%s\" contains a comma; "
					 "separate fields by blanks",
					 escape(w))
				  : 0;
}

static int
parse_setting(struct rule_parser *r, struct rule_setting *s)
{
	static const char *const fixed[] = { "nodeId", "sessionId", "appKey" };
	const struct rule_word *w = peek(r);
	size_t i;

	if (parse_listed_field(r, &s->field))
		return -1;
	for (i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(s->field.names[0], fixed[i]) == 0)
			return fail(
			    r, w,
			    "%s cannot be set: WCS ignores changes of nodeId, "
			    "sessionId and appKey",
			    fixed[i]);
	return parse_value(r, &s->value);
}

/* Parses the conditions first, because the values may use their groups. */
static int
parse_set(struct rule_parser *r)
{
	const struct rule_word *const start = r->next, *const end = r->end,
				      *values_end;
	struct rule *rule = r->rule;

	while (peek(r) && !rule_lexer_is(r->next, "if"))
		r->next++;
	values_end = r->next;
	if (parse_conditions(r))
		return -1;
	if (peek(r))
		return 0;
	r->next = start;
	do {
		rule->settings = grow(rule->settings, &rule->setting_count,
				      sizeof *rule->settings);
		if (parse_setting(r, &rule->settings[rule->setting_count - 1]))
			return -1;
	} while (r->next < values_end);
	r->next = end;
	return 0;
}

static int
parse_number(struct rule_parser *r)
{
	const struct rule_word *w;
	char *end;

	if (expect_word(r, "N, a number,", &w))
		return -1;
	errno = 0;
	r->rule->max = strtoull(w->at, &end, 10);
	if (errno || *end || !isdigit((unsigned char)w->at[0]) ||
	    r->rule->max > RULE_NUMBER_MAX)
		return fail(r, w, "\"%s\" is not a number from 0 to %" PRIu64,
			    escape(w), RULE_NUMBER_MAX);
	return 0;
}

static int
parse_window(struct rule_parser *r)
{
	const struct rule_word *w;
	enum rule_window i;

	if (accept_keyword(r, "active"))
		return 0;
	if (expect_word(r, "active or per", &w))
		return -1;
	if (!rule_lexer_is(w, "per"))
		return fail(r, w, "\"%s\" is neither active nor per",
			    escape(w));
	if (expect_word(r, "second, minute, hour or day", &w))
		return -1;
	for (i = WINDOW_SECOND; i < WINDOWS; i++) {
		r->rule->window = i;
		if (rule_lexer_is(w, rule_window_names[i]))
			return 0;
	}
	return fail(r, w, "\"%s\" is neither second, minute, hour nor day",
		    escape(w));
}

static int
parse_limit(struct rule_parser *r)
{
	struct buffer text = { 0 };
	const struct rule_word *w;

	if (parse_number(r) || parse_window(r) || expect_word(r, "by", &w))
		return -1;
	if (!rule_lexer_is(w, "by"))
		return fail(r, w, "\"by FIELD\" is missing before \"%s\"",
			    escape(w));
	if (parse_field(r, &r->rule->by) || parse_tail(r))
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
		rule->fields = grow(rule->fields, &rule->field_count,
				    sizeof *rule->fields);
		if (parse_listed_field(r, &rule->fields[rule->field_count - 1]))
			return -1;
	} while (peek(r) && !rule_lexer_is_keyword(r->next));
	return 0;
}

static int
parse_prove(struct rule_parser *r)
{
	const struct rule_word *const first = r->next;
	const size_t count = (size_t)(r->end - first);
	struct error why;
	size_t bad;

	if (rule_proof_parse(&r->rule->proof, first, count, &why, &bad))
		return fail(r, bad < count ? &first[bad] : NULL,
			    "%s; the form is %s", why.text, forms[RULE_PROVE]);
	r->next = r->end;
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
	const struct rule_word *w = peek(r);

	if (!w)
		return 0;
	return fail(
	    r, w, "\"%s\" is unexpected here%s; the form is %s", escape(w),
	    r->rule->reason ? "; put a TEXT of several words in quotes" : "",
	    forms[r->rule->kind]);
}

static int
parse_rule(struct rule_parser *r)
{
	static int (*const parsers[RULE_KINDS])(struct rule_parser *) = {
		[RULE_DENY] = parse_tail,    [RULE_ALLOW] = parse_conditions,
		[RULE_SET] = parse_set,	     [RULE_LIMIT] = parse_limit,
		[RULE_HIDE] = parse_fields,  [RULE_SKIP] = parse_fields,
		[RULE_MUTE] = parse_nothing, [RULE_PROVE] = parse_prove,
	};
	const struct rule_word *w = r->next++;
	enum rule_kind i;

	for (i = 0; i < RULE_KINDS; i++)
		if (rule_lexer_is(w, rule_kind_names[i]))
			break;
	if (i == RULE_KINDS)
		return fail(r, w,
			    "\"%s\" is not a rule; a rule begins with deny,"
			    " allow, set, limit, hide, skip, mute or prove",
			    escape(w));
	r->rule->kind = i;
	if (expect_word(r, "the HOOK", &w))
		return -1;
	if (w->len == 0)
		return fail(r, w, "the HOOK is empty");
	r->rule->hook = str_dup(w->at);
	return parsers[i](r) || expect_end(r) ? -1 : 0;
}

int
rule_parser_parse(struct rule *rule, const struct rule_words *words,
		  struct error *error, unsigned *column)
{
	struct rule_parser r = {
		.next = words->at,
		.end = words->at + words->count,
		.rule = rule,
		.groups = -1,
		.error = error,
		.column = column,
	};

	*rule = (struct rule){ 0 };
	if (parse_rule(&r) == 0)
		return 0;
	rule_free(rule);
	return -1;
}
