/* condition - one test of a rule on a request's body. */

#include "condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"

struct subject {
	const char *at;
	size_t len;
};

/* False when it says nothing that could be compared. */
static bool
subject_of(const struct scan *body, const struct token *t,
	   struct buffer *scratch, struct subject *s)
{
	switch (t->kind) {
	case STRING:
		s->at = token_inside(body, t, &s->len);
		if (!t->escaped)
			return true;
		scratch->len = 0;
		token_decode(body, t, scratch);
		*s = (struct subject){ scratch->at, scratch->len };
		return true;
	case NUMBER:
	case BOOLEAN:
		*s = (struct subject){ body->text + t->start,
				       t->end - t->start };
		return true;
	default:
		return false;
	}
}

/* It takes as long wherever they differ: the value may be a secret. */
static bool
is_same(const char *a, const char *b, size_t len)
{
	unsigned char differs = 0;
	size_t i;

	for (i = 0; i < len; i++)
		differs |= (unsigned char)(a[i] ^ b[i]);
	return differs == 0;
}

static enum match
compare(const struct condition *c, const struct subject *s,
	const struct groups *g)
{
	struct buffer said = { 0 };
	enum match m;

	if (c->value.kind == VALUE_FILE ? !c->value.is_loaded
					: c->value.has_groups && g->stopped)
		return STOPPED;
	if (c->value.kind != VALUE_FILE &&
	    !memchr(c->value.text, '$', c->value.len))
		return c->value.len == s->len &&
			       is_same(c->value.text, s->at, s->len)
			   ? MATCH
			   : NO_MATCH;
	value_say(&c->value, g, &said);
	m = said.len == s->len && is_same(said.at, s->at, s->len) ? MATCH
								  : NO_MATCH;
	buffer_free(&said);
	return m;
}

static enum match
try_pattern(const struct condition *c, const struct subject *s,
	    struct groups *g)
{
	enum match m =
	    pattern_match(c->pattern, s->at, s->len, c->negated ? NULL : g);

	if (m == STOPPED && !c->negated)
		g->stopped = true;
	return m;
}

static enum match
test(const struct condition *c, const struct scan *body, struct groups *g)
{
	const struct token *t = member_find(body, &c->member);
	struct subject s;

	if (!t || t->kind == NOTHING)
		return NO_MATCH;
	if (c->test == EXISTS)
		return MATCH;
	if (!subject_of(body, t, &g->scratch, &s))
		return NO_MATCH;
	switch (c->test) {
	case IS:
		return compare(c, &s, g);
	case LIKE:
		return try_pattern(c, &s, g);
	default:
		if (!c->list)
			return STOPPED;
		return listfile_has(c->list, s.at, s.len) ? MATCH : NO_MATCH;
	}
}

enum match
condition_matches(const struct condition *c, const struct scan *body,
		  struct groups *g)
{
	enum match m = test(c, body, g);

	if (!c->negated || m == STOPPED)
		return m;
	return m == MATCH ? NO_MATCH : MATCH;
}

void
condition_print(const struct condition *c, struct buffer *out)
{
	buffer_str(out, c->negated ? "not " : "");
	member_print(&c->member, out);
	switch (c->test) {
	case IS:
		buffer_str(out, " is ");
		value_print(&c->value, out);
		break;
	case LIKE:
		buffer_str(out, " ~ ");
		word_add(out, c->text, strlen(c->text), true);
		break;
	case IN:
		buffer_str(out, " in ");
		word_add(out, c->text, strlen(c->text), true);
		break;
	case EXISTS:
		buffer_str(out, " exists");
		break;
	}
}

void
condition_free(struct condition *c)
{
	member_free(&c->member);
	value_free(&c->value);
	pattern_free(c->pattern);
	listfile_free(c->list);
	free(c->text);
	*c = (struct condition){ 0 };
}
