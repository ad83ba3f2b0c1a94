/* condition - one test of a rule on a request's body. */

#include "condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"

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

static enum match_result
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
test(const struct condition *c, const struct facts *facts,
     struct regex_groups *g)
{
	const struct json_token *t = field_path_find(facts, &c->field);
	struct subject s;

	if (field_path_is_unknown(facts, &c->field))
		return MATCH_STOPPED;
	if (!t || t->kind == JSON_NULL)
		return MATCH_NO;
	if (c->test == CONDITION_EXISTS)
		return MATCH_YES;
	if (!subject_of(facts->of[c->field.source], t, &g->scratch, &s))
		return MATCH_NO;
	switch (c->test) {
	case CONDITION_IS:
		return compare(c, &s, facts, g);
	case CONDITION_REGEX:
		return try_pattern(c, &s, g);
	default:
		if (!c->list)
			return MATCH_STOPPED;
		return line_set_has(c->list, s.at, s.len) ? MATCH_YES
							  : MATCH_NO;
	}
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
	buffer_str(out, c->negated ? "not " : "");
	field_path_print(&c->field, out);
	switch (c->test) {
	case CONDITION_IS:
		buffer_str(out, " is ");
		rule_value_print(&c->value, out);
		break;
	case CONDITION_REGEX:
		buffer_str(out, " ~ ");
		rule_lexer_print(out, c->text, strlen(c->text), true);
		break;
	case CONDITION_IN:
		buffer_str(out, " in ");
		rule_lexer_print(out, c->text, strlen(c->text), true);
		break;
	case CONDITION_EXISTS:
		buffer_str(out, " exists");
		break;
	}
}

void
condition_free(struct condition *c)
{
	field_path_free(&c->field);
	rule_value_free(&c->value);
	regex_free(c->regex);
	line_set_free(c->list);
	free(c->text);
	*c = (struct condition){ 0 };
}
