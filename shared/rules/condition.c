/* condition - one test of a rule on a request's body. */

#include "condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "condition_parser.h"

/* The text that a condition is tested on. */
struct subject {
	const char *at;
	size_t len;
};

/* Returns false for null, an object or an array. */
static bool
subject_of(const struct json_scan *body, const struct json_token *t,
	   struct buffer *scratch, struct subject *s)
{
	switch (t->kind) {
	case JSON_STRING:
		s->at = json_token_raw(body, t, &s->len);
		if (!t->escaped)
			return true;
		scratch->len = 0;
		json_token_decode(body, t, scratch);
		*s = (struct subject){ scratch->at, scratch->len };
		return true;
	case JSON_NUMBER:
	case JSON_BOOLEAN:
		*s = (struct subject){ body->text + t->start,
				       t->end - t->start };
		return true;
	default:
		return false;
	}
}

/* Takes constant time, because the value may be a secret. */
static bool
is_same(const char *a, const char *b, size_t len)
{
	unsigned char differs = 0;
	size_t i;

	for (i = 0; i < len; i++)
		differs |= (unsigned char)(a[i] ^ b[i]);
	return differs == 0;
}

__attribute__((always_inline)) static inline enum match_result
compare(const struct condition *c, const struct subject *s,
	const struct facts *facts, const struct regex_groups *g)
{
	struct buffer text = { 0 };
	enum match_result m;

	if (c->value.kind == VALUE_FILE ? !c->value.is_loaded
					: c->value.has_groups && g->stopped)
		return MATCH_STOPPED;
	if (c->value.kind != VALUE_FILE &&
	    !memchr(c->value.text, '$', c->value.len))
		return c->value.len == s->len &&
			       is_same(c->value.text, s->at, s->len)
			   ? MATCH_YES
			   : MATCH_NO;
	m = rule_value_is_known(&c->value, facts);
	if (m != MATCH_YES)
		return m;
	rule_value_add_text(&c->value, g, facts, &text);
	m = text.len == s->len && is_same(text.at, s->at, s->len) ? MATCH_YES
								  : MATCH_NO;
	buffer_free(&text);
	return m;
}

static enum match_result
try_pattern(const struct condition *c, const struct subject *s,
	    struct regex_groups *g)
{
	enum match_result m =
	    regex_match(c->regex, s->at, s->len, c->negated ? NULL : g);

	if (m == MATCH_STOPPED && !c->negated)
		g->stopped = true;
	return m;
}

static enum match_result
match_if(bool holds)
{
	return holds ? MATCH_YES : MATCH_NO;
}

static bool
is_ordered(const struct condition *c, const struct subject *s)
{
	const double bound = c->range.low;
	double n;

	if (!value_range_number(c->range.kind, s->at, s->len, &n))
		return false;
	switch (c->test) {
	case CONDITION_LESS:
		return n < bound;
	case CONDITION_AT_MOST:
		return n <= bound;
	case CONDITION_MORE:
		return n > bound;
	case CONDITION_AT_LEAST:
		return n >= bound;
	default:
		return value_range_has(&c->range, n);
	}
}

/* The rarer tests. */
static enum match_result
test_set_or_order(const struct condition *c, const struct subject *s)
{
	switch (c->test) {
	case CONDITION_EXISTS:
		return MATCH_YES;
	case CONDITION_PREFIXES:
		return c->list ? match_if(line_set_has_prefix_of(c->list, s->at,
								 s->len))
			       : MATCH_STOPPED;
	case CONDITION_NETWORKS:
		return c->networks ? match_if(network_set_has(c->networks,
							      s->at, s->len))
				   : MATCH_STOPPED;
	default:
		return match_if(is_ordered(c, s));
	}
}

/* A program tests each of its rules with each hook. */
__attribute__((always_inline)) static inline enum match_result
test_text(const struct condition *c, const struct subject *s,
	  const struct facts *facts, struct regex_groups *g)
{
	switch (c->test) {
	case CONDITION_IS:
		return compare(c, s, facts, g);
	case CONDITION_REGEX:
		return try_pattern(c, s, g);
	case CONDITION_IN:
		return c->list ? match_if(line_set_has(c->list, s->at, s->len))
			       : MATCH_STOPPED;
	default:
		return test_set_or_order(c, s);
	}
}

/* The same for one of several texts. */
static enum match_result
test_one(const struct condition *c, const struct subject *s,
	 const struct facts *facts, struct regex_groups *g)
{
	return test_text(c, s, facts, g);
}

/* MATCH_YES if one is; else MATCH_STOPPED if one is. */
static enum match_result
either(enum match_result a, enum match_result b)
{
	return a == MATCH_YES || b == MATCH_YES ? MATCH_YES
	       : a == MATCH_STOPPED		? a
						: b;
}

static enum match_result
test_words(const struct condition *c, const struct subject *all,
	   const struct facts *facts, struct regex_groups *g)
{
	const char *at = all->at, *end = at + all->len, *stop;
	enum match_result m = MATCH_NO;

	for (; at < end && m != MATCH_YES; at = stop + 1) {
		stop = memchr(at, ' ', (size_t)(end - at));
		if (!stop)
			stop = end;
		if (stop > at)
			m = either(m, test_one(c,
					       &(struct subject){
						   at, (size_t)(stop - at) },
					       facts, g));
	}
	return m;
}

static enum match_result
test_elements(const struct condition *c, const struct json_token *array,
	      const struct facts *facts, struct regex_groups *g)
{
	const struct json_scan *scan = facts->of[c->field.source];
	const struct json_token *end = json_token_end(scan, array), *t;
	enum match_result m = MATCH_NO;
	struct subject s;

	for (t = json_token_first(array); t < end && m != MATCH_YES;
	     t = json_token_next(scan, t))
		if (subject_of(scan, t, &g->scratch, &s))
			m = either(m, test_one(c, &s, facts, g));
	return m;
}

static enum match_result
test_clock(const struct condition *c, const struct facts *facts,
	   struct regex_groups *g)
{
	const char *text =
	    local_clock_text(c->zone, facts->now, local_clock_part(&c->field));

	if (!text)
		return MATCH_STOPPED;
	return test_one(c, &(struct subject){ text, strlen(text) }, facts, g);
}

static enum match_result
test(const struct condition *c, const struct facts *facts,
     struct regex_groups *g)
{
	const struct json_token *t;
	struct subject s;

	if (c->field.source == FACT_NOW)
		return test_clock(c, facts, g);
	t = field_path_find(facts, &c->field);
	if (field_path_is_unknown(facts, &c->field))
		return MATCH_STOPPED;
	if (!t || t->kind == JSON_NULL)
		return MATCH_NO;
	if (c->any && t->kind == JSON_ARRAY)
		return test_elements(c, t, facts, g);
	if (c->test == CONDITION_EXISTS && !c->any)
		return MATCH_YES;
	if (!subject_of(facts->of[c->field.source], t, &g->scratch, &s))
		return MATCH_NO;
	return c->any ? test_words(c, &s, facts, g)
		      : test_text(c, &s, facts, g);
}

enum match_result
condition_matches(const struct condition *c, const struct facts *facts,
		  struct regex_groups *g)
{
	enum match_result m = test(c, facts, g);

	if (!c->negated || m == MATCH_STOPPED)
		return m;
	return m == MATCH_YES ? MATCH_NO : MATCH_YES;
}

void
condition_print(const struct condition *c, struct buffer *out)
{
	static const char *const tests[CONDITION_TESTS] = {
		[CONDITION_IS] = " is ",
		[CONDITION_REGEX] = " ~ ",
		[CONDITION_IN] = " in ",
		[CONDITION_EXISTS] = " exists",
		[CONDITION_PREFIXES] = " in prefixes ",
		[CONDITION_NETWORKS] = " in networks ",
		[CONDITION_LESS] = " < ",
		[CONDITION_AT_MOST] = " <= ",
		[CONDITION_MORE] = " > ",
		[CONDITION_AT_LEAST] = " >= ",
		[CONDITION_BETWEEN] = " between ",
	};

	buffer_str(out, c->negated ? "not " : "");
	buffer_str(out, c->any ? "any " : "");
	/* Without quotes, the field any would be meant. */
	if (c->any && condition_parser_is_test(c->field.text))
		rule_lexer_print(out, c->field.text, strlen(c->field.text),
				 true);
	else
		field_path_print(&c->field, out);
	buffer_str(out, tests[c->test]);
	if (c->test == CONDITION_IS)
		rule_value_print(&c->value, out);
	else if (c->test != CONDITION_EXISTS)
		rule_lexer_print(out, c->text, strlen(c->text), true);
	if (c->high) {
		buffer_str(out, " and ");
		rule_lexer_print(out, c->high, strlen(c->high), true);
	}
	if (c->zone) {
		buffer_str(out, " zone ");
		rule_lexer_print(out, c->zone, strlen(c->zone), true);
	}
}

void
condition_free(struct condition *c)
{
	field_path_free(&c->field);
	rule_value_free(&c->value);
	regex_free(c->regex);
	line_set_free(c->list);
	network_set_free(c->networks);
	free(c->text);
	free(c->high);
	free(c->zone);
	*c = (struct condition){ 0 };
}
