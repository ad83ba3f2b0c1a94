/* json_value - single JSON values, kept as text. */

#include "json_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"

void
json_value_compact(struct buffer *out, const char *json, size_t len)
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

/* Decodes a string without scanning it. */
static void
decode(struct buffer *out, const char *json, size_t len)
{
	struct json_scan s = { .text = json, .len = len };
	struct json_token t = { .start = 0,
				.end = (uint32_t)len,
				.kind = JSON_STRING };

	json_token_decode(&s, &t, out);
}

void
json_value_add_text(struct buffer *out, const char *json, size_t len)
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
json_value_to_text(const char *json)
{
	struct buffer b = { 0 };

	json_value_add_text(&b, json, strlen(json));
	buffer_add(&b, "", 1);
	return b.at;
}

/* The scans of the two values. */
struct scan_pair {
	const struct json_scan *a, *b;
};

static bool same(struct scan_pair, const struct json_token *,
		 const struct json_token *);

static bool
same_strings(struct scan_pair p, const struct json_token *a,
	     const struct json_token *b)
{
	struct buffer text = { 0 };
	bool is;

	json_token_decode(p.a, a, &text);
	is = json_token_equals(p.b, b, text.at ? text.at : "", text.len);
	buffer_free(&text);
	return is;
}

static size_t
count(const struct json_scan *s, const struct json_token *container)
{
	const struct json_token *t = json_token_first(container);
	size_t n = 0;

	for (; t < json_token_end(s, container); t = json_token_next(s, t))
		n++;
	return n;
}

static const struct json_token *
find(const struct json_scan *s, const struct json_token *object,
     struct scan_pair p, const struct json_token *name)
{
	const struct json_token *at = json_token_first(object), *value;

	for (; at < json_token_end(s, object); at = json_token_next(s, value)) {
		value = json_token_next(s, at);
		if (same_strings(p, name, at))
			return value;
	}
	return NULL;
}

static bool
same_objects(struct scan_pair p, const struct json_token *a,
	     const struct json_token *b)
{
	const struct json_token *name = json_token_first(a), *value, *other;

	if (count(p.a, a) != count(p.b, b))
		return false;
	for (; name < json_token_end(p.a, a);
	     name = json_token_next(p.a, value)) {
		value = json_token_next(p.a, name);
		other = find(p.b, b, p, name);
		if (!other || !same(p, value, other))
			return false;
	}
	return true;
}

static bool
same_arrays(struct scan_pair p, const struct json_token *a,
	    const struct json_token *b)
{
	const struct json_token *at = json_token_first(a),
				*other = json_token_first(b);

	if (count(p.a, a) != count(p.b, b))
		return false;
	for (; at < json_token_end(p.a, a);
	     at = json_token_next(p.a, at), other = json_token_next(p.b, other))
		if (!same(p, at, other))
			return false;
	return true;
}

static bool
same(struct scan_pair p, const struct json_token *a, const struct json_token *b)
{
	size_t len = a->end - a->start;

	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case JSON_STRING:
		return same_strings(p, a, b);
	case JSON_OBJECT:
		return same_objects(p, a, b);
	case JSON_ARRAY:
		return same_arrays(p, a, b);
	default:
		return len == b->end - b->start &&
		       memcmp(p.a->text + a->start, p.b->text + b->start,
			      len) == 0;
	}
}

/* json_scan() reads objects only: scans {"v":VALUE}, and finds the value. */
static const struct json_token *
wrap(struct json_scan *s, struct buffer *text, const char *json)
{
	s->extra_depth = JSON_SCAN_EXTRA_MAX;
	buffer_printf(text, "{\"v\":%s}", json);
	if (json_scan(s, text->at, text->len))
		return NULL;
	return json_token_member(s, json_token_root(s), "v");
}

bool
json_value_equal(const char *a, const char *b)
{
	struct json_scan scan_a = { 0 }, scan_b = { 0 };
	struct buffer text_a = { 0 }, text_b = { 0 };
	const struct json_token *value_a, *value_b;
	bool is;

	if (strcmp(a, b) == 0)
		return true;
	value_a = wrap(&scan_a, &text_a, a);
	value_b = wrap(&scan_b, &text_b, b);
	is = value_a && value_b &&
	     same((struct scan_pair){ &scan_a, &scan_b }, value_a, value_b);
	json_scan_free(&scan_a);
	json_scan_free(&scan_b);
	buffer_free(&text_a);
	buffer_free(&text_b);
	return is;
}
