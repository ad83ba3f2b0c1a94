/* jsontext - single JSON values, kept as their text. */

#include "json_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"

void
jsontext_compact(struct buffer *out, const char *json, size_t len)
{
	const char *end = json + len, *from = json;
	bool quoted = false;

	for (; json < end; json++) {
		if (*json == '"') {
			quoted = !quoted;
		} else if (quoted && *json == '\\') {
			json++;
		} else if (!quoted && strchr(" \t\r\n", *json)) {
			buffer_add(out, from, (size_t)(json - from));
			from = json + 1;
		}
	}
	buffer_add(out, from, (size_t)(end - from));
}

/* The one token of a string that stands alone. */
static void
decode(struct buffer *out, const char *json, size_t len)
{
	struct scan s = { .text = json, .len = len };
	struct token t = { .start = 0, .end = (uint32_t)len, .kind = STRING };

	token_decode(&s, &t, out);
}

void
jsontext_say(struct buffer *out, const char *json, size_t len)
{
	size_t from = out->len, i, kept = from;

	if (len < 2 || json[0] != '"') {
		buffer_add(out, json, len);
		return;
	}
	decode(out, json, len);
	for (i = from; i < out->len; i++)
		if (out->at[i])
			out->at[kept++] = out->at[i];
	out->len = kept;
}

char *
jsontext_word(const char *json)
{
	struct buffer b = { 0 };

	jsontext_say(&b, json, strlen(json));
	buffer_add(&b, "", 1);
	return b.at;
}

/* Two values, each in a text that was scanned. */
struct pair {
	const struct scan *a, *b;
};

static bool same(struct pair, const struct token *, const struct token *);

static bool
same_strings(struct pair p, const struct token *a, const struct token *b)
{
	struct buffer said = { 0 };
	bool is;

	token_decode(p.a, a, &said);
	is = token_says(p.b, b, said.at ? said.at : "", said.len);
	buffer_free(&said);
	return is;
}

static size_t
count(const struct scan *s, const struct token *container)
{
	const struct token *t = token_first(container);
	size_t n = 0;

	for (; t < token_end(s, container); t = token_next(s, t))
		n++;
	return n;
}

static const struct token *
find(const struct scan *s, const struct token *object, struct pair p,
     const struct token *name)
{
	const struct token *at = token_first(object), *value;

	for (; at < token_end(s, object); at = token_next(s, value)) {
		value = token_next(s, at);
		if (same_strings(p, name, at))
			return value;
	}
	return NULL;
}

static bool
same_objects(struct pair p, const struct token *a, const struct token *b)
{
	const struct token *name = token_first(a), *value, *other;

	if (count(p.a, a) != count(p.b, b))
		return false;
	for (; name < token_end(p.a, a); name = token_next(p.a, value)) {
		value = token_next(p.a, name);
		other = find(p.b, b, p, name);
		if (!other || !same(p, value, other))
			return false;
	}
	return true;
}

static bool
same_arrays(struct pair p, const struct token *a, const struct token *b)
{
	const struct token *at = token_first(a), *other = token_first(b);

	if (count(p.a, a) != count(p.b, b))
		return false;
	for (; at < token_end(p.a, a);
	     at = token_next(p.a, at), other = token_next(p.b, other))
		if (!same(p, at, other))
			return false;
	return true;
}

static bool
same(struct pair p, const struct token *a, const struct token *b)
{
	size_t len = a->end - a->start;

	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case STRING:
		return same_strings(p, a, b);
	case OBJECT:
		return same_objects(p, a, b);
	case ARRAY:
		return same_arrays(p, a, b);
	default:
		return len == b->end - b->start &&
		       memcmp(p.a->text + a->start, p.b->text + b->start,
			      len) == 0;
	}
}

/* Scan reads objects only, so the value becomes a member of one. */
static const struct token *
wrap(struct scan *s, struct buffer *text, const char *json)
{
	s->deeper = SCAN_DEEPER_MAX;
	buffer_printf(text, "{\"v\":%s}", json);
	if (scan(s, text->at, text->len))
		return NULL;
	return token_member(s, token_root(s), "v");
}

bool
jsontext_same(const char *one, const char *two)
{
	struct scan a = { 0 }, b = { 0 };
	struct buffer text_a = { 0 }, text_b = { 0 };
	const struct token *value_a, *value_b;
	bool is;

	if (strcmp(one, two) == 0)
		return true;
	value_a = wrap(&a, &text_a, one);
	value_b = wrap(&b, &text_b, two);
	is = value_a && value_b &&
	     same((struct pair){ &a, &b }, value_a, value_b);
	scan_free(&a);
	scan_free(&b);
	buffer_free(&text_a);
	buffer_free(&text_b);
	return is;
}
