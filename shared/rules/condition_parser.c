/* condition_parser - parses the words of a COND. */

#include "condition_parser.h"

#include <string.h>

#include "base/str.h"
#include "base/time_zone.h"

#define TESTS                                                                  \
	"is VALUE, ~ REGEX, in LIST, in prefixes FILE, in networks FILE, "     \
	"< VALUE, <=, >, >=, between VALUE and VALUE, or exists"

static int
parse_is(struct rule_cursor *r, struct condition *c)
{
	const struct rule_word *w = rule_cursor_peek(r);

	if (rule_cursor_value(r, &c->value))
		return -1;
	if (c->value.kind == VALUE_JSON && strcmp(c->value.text, "null") == 0)
		return rule_cursor_fail(
		    r, w,
		    "a field is never null: null counts as missing, so write:"
		    " not FIELD exists; or \"null\" in quotes for the text");
	return 0;
}

static int
parse_regex(struct rule_cursor *r, struct condition *c)
{
	const struct rule_word *w;
	struct error why;

	if (rule_cursor_expect(r, "a REGEX", &w))
		return -1;
	c->regex = regex_new(w->at, w->len, &why);
	if (!c->regex)
		return rule_cursor_fail(r, w, "the REGEX \"%s\" is wrong: %s",
					rule_cursor_escape(w), why.text);
	c->text = str_dup(w->at);
	if (!c->negated)
		r->groups = (int)regex_group_count(c->regex);
	return 0;
}

/* `in` is followed by a word that says what the file has, or by the file. */
static int
parse_list(struct rule_cursor *r, struct condition *c)
{
	const bool more = r->end - r->next > 1;
	const struct rule_word *w;

	if (more && !rule_lexer_is_keyword(r->next + 1)) {
		if (rule_cursor_accept(r, "prefixes"))
			c->test = CONDITION_PREFIXES;
		else if (rule_cursor_accept(r, "networks"))
			c->test = CONDITION_NETWORKS;
	}
	if (rule_cursor_expect(r, "a FILE", &w))
		return -1;
	if (w->len == 0)
		return rule_cursor_fail(
		    r, w,
		    "the FILE is empty; write a path, relative to the directory"
		    " of this file");
	c->text = str_dup(w->at);
	return 0;
}

/* A bound of a range, which is copied for rule_print(). */
static int
parse_bound(struct rule_cursor *r, char **bound)
{
	const struct rule_word *w;

	if (rule_cursor_expect(r, "a VALUE", &w))
		return -1;
	*bound = str_dup(w->at);
	return 0;
}

static int
parse_range(struct rule_cursor *r, struct condition *c)
{
	const struct rule_word *w = r->next;
	struct error why;

	if (parse_bound(r, &c->text))
		return -1;
	if (c->test == CONDITION_BETWEEN) {
		if (!rule_cursor_accept(r, "and"))
			return rule_cursor_fail(
			    r, rule_cursor_peek(r),
			    "\"and VALUE\" is missing after between VALUE");
		if (parse_bound(r, &c->high))
			return -1;
	}
	if (value_range_parse(&c->range, c->text, c->high, &why))
		return rule_cursor_fail(r, w, "%s", why.text);
	return 0;
}

static const struct test_word {
	const char *word;
	enum condition_test test;
	int (*parse)(struct rule_cursor *, struct condition *); /* or NULL */
} test_words[] = {
	{ "is", CONDITION_IS, parse_is },
	{ "~", CONDITION_REGEX, parse_regex },
	{ "in", CONDITION_IN, parse_list },
	{ "exists", CONDITION_EXISTS, NULL },
	{ "<", CONDITION_LESS, parse_range },
	{ "<=", CONDITION_AT_MOST, parse_range },
	{ ">", CONDITION_MORE, parse_range },
	{ ">=", CONDITION_AT_LEAST, parse_range },
	{ "between", CONDITION_BETWEEN, parse_range },
};

static const struct test_word *
find_word(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof test_words / sizeof *test_words; i++)
		if (strcmp(word, test_words[i].word) == 0)
			return &test_words[i];
	return NULL;
}

static const struct test_word *
find_test(const struct rule_word *w)
{
	return w->quoted ? NULL : find_word(w->at);
}

bool
condition_parser_is_test(const char *word)
{
	return find_word(word) != NULL;
}

/* A field may be called any: then a test comes next. */
static bool
accept_any(struct rule_cursor *r)
{
	return r->end - r->next > 1 && !find_test(r->next + 1) &&
	       rule_cursor_accept(r, "any");
}

/* The zone of a fact `now`, and whether there is such a fact. */
static int
parse_clock(struct rule_cursor *r, struct condition *c,
	    const struct rule_word *field)
{
	const struct rule_word *w;
	struct error why;

	if (local_clock_part(&c->field) == CLOCK_NONE)
		return rule_cursor_fail(
		    r, field,
		    "\"%s\" is not a fact: there are now.time, now.weekday and "
		    "now.date",
		    rule_cursor_escape(field));
	if (!rule_cursor_accept(r, "zone"))
		return 0;
	if (rule_cursor_expect(r, "a ZONE", &w))
		return -1;
	if (time_zone_check(w->at, &why))
		return rule_cursor_fail(r, w, "%s", why.text);
	c->zone = str_dup(w->at);
	return 0;
}

int
condition_parser_parse(struct condition *c, struct rule_cursor *r)
{
	const struct test_word *t;
	const struct rule_word *field;

	c->negated = rule_cursor_accept(r, "not");
	c->any = accept_any(r);
	field = rule_cursor_peek(r);
	if (rule_cursor_field(r, &c->field))
		return -1;
	if (!rule_cursor_peek(r))
		return rule_cursor_fail(
		    r, NULL, "a test is missing after \"%s\": " TESTS,
		    rule_cursor_escape(r->end - 1));
	t = find_test(r->next);
	if (!t)
		return rule_cursor_fail(r, r->next,
					"\"%s\" is not a test; write " TESTS,
					rule_cursor_escape(r->next));
	r->next++;
	c->test = t->test;
	if (t->parse && t->parse(r, c))
		return -1;
	return c->field.source == FACT_NOW ? parse_clock(r, c, field) : 0;
}
