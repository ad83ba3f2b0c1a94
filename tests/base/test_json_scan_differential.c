/*
 * json_scan compared with json-c, over random texts.
 *
 * json-c accepts each text that json_scan() accepts, and reads the same values.
 * Even in its strict mode json-c 0.16 accepts a few texts more: they are listed
 * here, and there may be no others.
 */

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"
#include "support/harness.h"
#include "support/jsonc_oracle.h"

/* The generator: any JSON object, in any spelling. */

static unsigned
up_to(uint64_t *r, unsigned n)
{
	return (unsigned)(next_random(r) >> 11) % n;
}

static const char *
one_of(uint64_t *r, const char *const *all, unsigned n)
{
	return all[up_to(r, n)];
}

static void
add_space(struct buffer *b, uint64_t *r)
{
	static const char *const spaces[] = { " ", "\n", "\t", "\r\n", "  " };

	buffer_str(b, up_to(r, 4) ? "" : one_of(r, spaces, 5));
}

/* A json-c name is a C string: `name` leaves NUL out. */
static void
add_piece(struct buffer *b, uint64_t *r, bool name)
{
	static const char *const pieces[] = { "a",
					      "Z",
					      " ",
					      "/",
					      "'",
					      "{",
					      "]",
					      ",",
					      ":",
					      "\x7f",
					      "plain text of some length",
					      "\xc2\x80",
					      "\xc3\xa9",
					      "\xe2\x82\xac",
					      "\xed\x9f\xbf",
					      "\xef\xbf\xbf",
					      "\xf0\x90\x80\x80",
					      "\xf4\x8f\xbf\xbf",
					      "\\\"",
					      "\\\\",
					      "\\/",
					      "\\b",
					      "\\f",
					      "\\n",
					      "\\r",
					      "\\t",
					      "\\ud83d\\ude00",
					      "\\uDBFF\\uDFFF",
					      "\\ud800",
					      "\\udfff",
					      "\\ud800\\u0041",
					      "\\ud800\\ud800\\udc00" };

	if (up_to(r, 4) == 0)
		buffer_printf(b, "\\u%04x", up_to(r, 0xd800 - name) + name);
	else
		buffer_str(b, one_of(r, pieces, ROWS(pieces)));
}

static void
add_string(struct buffer *b, uint64_t *r, bool name)
{
	unsigned n = up_to(r, 6);

	buffer_str(b, "\"");
	while (n--)
		add_piece(b, r, name);
	buffer_str(b, "\"");
}

static void
add_digits(struct buffer *b, uint64_t *r)
{
	unsigned n = up_to(r, up_to(r, 8) ? 6 : 400) + 1;

	while (n--)
		buffer_printf(b, "%u", up_to(r, 10));
}

static void
add_number(struct buffer *b, uint64_t *r)
{
	if (up_to(r, 2))
		buffer_str(b, "-");
	if (up_to(r, 3))
		buffer_printf(b, "%u", up_to(r, 9) + 1);
	else
		buffer_str(b, "0");
	if (b->at[b->len - 1] != '0' && up_to(r, 2))
		add_digits(b, r);
	if (up_to(r, 3) == 0) {
		buffer_str(b, ".");
		add_digits(b, r);
	}
	if (up_to(r, 3) == 0) {
		buffer_printf(b, "%c%.*s", "eE"[up_to(r, 2)], (int)up_to(r, 2),
			      &"+-"[up_to(r, 2)]);
		add_digits(b, r);
	}
}

static void add_container(struct buffer *, uint64_t *, unsigned, bool);

static void
add_value(struct buffer *b, uint64_t *r, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null" };
	unsigned what = up_to(r, depth ? 8 : 5);

	if (what < 2)
		add_string(b, r, false);
	else if (what < 4)
		add_number(b, r);
	else if (what < 5)
		buffer_str(b, one_of(r, words, 3));
	else
		add_container(b, r, depth - 1, what > 5);
}

static void
add_container(struct buffer *b, uint64_t *r, unsigned depth, bool named)
{
	unsigned i, n = up_to(r, 6);

	buffer_str(b, named ? "{" : "[");
	add_space(b, r);
	for (i = 0; i < n; i++) {
		buffer_str(b, i ? "," : "");
		add_space(b, r);
		if (named) {
			add_string(b, r, true);
			add_space(b, r);
			buffer_str(b, ":");
			add_space(b, r);
		}
		add_value(b, r, depth);
		add_space(b, r);
	}
	buffer_str(b, named ? "}" : "]");
}

static void
make_text(struct buffer *b, uint64_t *r)
{
	b->len = 0;
	add_space(b, r);
	add_container(b, r, up_to(r, 6), true);
	add_space(b, r);
}

/* The value that json-c reads from the whole text, or NULL. */
static struct json_object *
json_of(const char *text, size_t len)
{
	return oracle_object(text, len, JSON_SCAN_DEPTH + 2);
}

static unsigned
kind_of(const struct json_object *o)
{
	static const unsigned kinds[] = {
		[json_type_null] = JSON_NULL,
		[json_type_boolean] = JSON_BOOLEAN,
		[json_type_double] = JSON_NUMBER,
		[json_type_int] = JSON_NUMBER,
		[json_type_object] = JSON_OBJECT,
		[json_type_array] = JSON_ARRAY,
		[json_type_string] = JSON_STRING,
	};

	return kinds[json_object_get_type(o)];
}

static void
says_the_same(const struct json_scan *s, const struct json_token *value,
	      struct json_object *want)
{
	struct buffer said = { 0 };
	size_t len = (size_t)json_object_get_string_len(want);
	const char *text = json_object_get_string(want);

	json_token_decode(s, value, &said);
	ck_assert_uint_eq(said.len, len);
	ck_assert(len == 0 || memcmp(said.at, text, len) == 0);
	ck_assert(json_token_equals(s, value, text, len));
	buffer_free(&said);
}

/* Each member, found by its decoded name; the last one with a name counts. */
static void
reads_the_same(const struct json_scan *s, struct json_object *o)
{
	const struct json_token *name = json_token_first(json_token_root(s)),
				*value;
	struct buffer said = { 0 };

	for (; name < json_token_end(s, json_token_root(s));
	     name = json_token_next(s, value)) {
		const struct json_token *last;
		struct json_object *want;

		value = json_token_next(s, name);
		said.len = 0;
		json_token_decode(s, name, &said);
		buffer_add(&said, "", 1);
		last = json_token_member(s, json_token_root(s), said.at);
		ck_assert_ptr_nonnull(last);
		ck_assert(last >= value);
		ck_assert(json_object_object_get_ex(o, said.at, &want));
		ck_assert_uint_eq(last->kind, kind_of(want));
		if (last->kind == JSON_STRING)
			says_the_same(s, last, want);
	}
	buffer_free(&said);
}

TEST_LOOP(reads_what_json_c_reads, 4)
{
	uint64_t r = 4711 + (uint64_t)_i;
	struct json_scan s = { 0 };
	struct buffer b = { 0 };
	int i;

	for (i = 0; i < 5000; i++) {
		struct json_object *o;

		make_text(&b, &r);
		ck_assert_msg(json_scan(&s, b.at, b.len) == 0,
			      "byte %zu: %s: %.*s", s.error_at, s.error,
			      (int)b.len, b.at);
		o = json_of(b.at, b.len);
		ck_assert_msg(o != NULL, "%.*s", (int)b.len, b.at);
		reads_the_same(&s, o);
		json_object_put(o);
	}
	buffer_free(&b);
	json_scan_free(&s);
}

/* What json-c 0.16 accepts beyond RFC 8259, even with JSON_TOKENER_STRICT. */
static const char *const lax[] = {
	"{\"a\":\"\t\"}",		/* control characters */
	"{\"\n\":1}",			/* in names too */
	"{\"a\":\"\xc0\x80\"}",		/* overlong UTF-8 */
	"{\"a\":\"\xed\xa0\x80\"}",	/* surrogates in it */
	"{\"a\":\"\xf4\x90\x80\x80\"}", /* above U+10FFFF */
	"{\"a\":-01}",			/* leading zeros */
	"{\"a\":00}",
	"{\"a\":1.}", /* a point without digits after */
	"{\"a\":1.e5}",
	"{\"a\":-.5}", /* or before it */
	"{\"a\":NaN}", /* not a number */
	"{\"a\":Infinity}",
	"{\"a\":-Infinity}",
	"{'a':1}", /* single quotes */
};

static bool
starts(const struct json_scan *s, const char *word)
{
	size_t len = strlen(word);

	return s->len - s->error_at >= len &&
	       memcmp(s->text + s->error_at, word, len) == 0;
}

/* Is this why json_scan() refused what json-c accepted? */
static bool
is_known_laxness(const struct json_scan *s)
{
	const char *at = s->text + s->error_at;

	if (strstr(s->error, "control character") ||
	    strstr(s->error, "not UTF-8"))
		return true;
	if (strstr(s->error, "a digit is missing"))
		return at[-1] == '.' || *at == '.' || starts(s, "Infinity");
	if (strstr(s->error, "a comma or a"))
		return at[-1] == '0' && *at >= '0' && *at <= '9';
	return starts(s, "NaN") || starts(s, "Infinity") || starts(s, "'");
}

TEST_LOOP(refuses_what_only_json_c_takes, ROWS(lax))
{
	struct json_scan s = { 0 };
	size_t len = strlen(lax[_i]);
	struct json_object *o = json_of(lax[_i], len);

	/* If this fails, json-c has become stricter: delete the row. */
	ck_assert_msg(o != NULL, "%s", lax[_i]);
	ck_assert_int_eq(json_scan(&s, lax[_i], len), -1);
	ck_assert_msg(is_known_laxness(&s), "%s: %s", lax[_i], s.error);
	json_object_put(o);
	json_scan_free(&s);
}

/* One edit; bytes of JSON's grammar are more likely than others. */
static void
mutate(struct buffer *b, uint64_t *r)
{
	static const char telling[] =
	    "{}[]:,\"\\/'0123456789-+.eEtfnuNI \t\n\x01\x1f\x7f\x80\xbf\xc0\xc3"
	    "\xe0\xe2\xed\xf0\xf4\xff";
	unsigned at = up_to(r, (unsigned)b->len);
	char c = up_to(r, 8) ? telling[up_to(r, sizeof telling)]
			     : (char)up_to(r, 256);

	switch (up_to(r, 4)) {
	case 0:
		memmove(b->at + at, b->at + at + 1, b->len - at - 1);
		b->len--;
		break;
	case 1:
		buffer_add(b, &c, 1);
		memmove(b->at + at + 1, b->at + at, b->len - at - 1);
		b->at[at] = c;
		break;
	default:
		b->at[at] = c;
	}
}

TEST_LOOP(takes_nothing_that_json_c_refuses, 8)
{
	uint64_t r = 815 + (uint64_t)_i;
	struct json_scan s = { 0 };
	struct buffer b = { 0 };
	int i, edits, both = 0, neither = 0;

	for (i = 0; i < 10000; i++) {
		struct json_object *o;
		bool taken;

		make_text(&b, &r);
		for (edits = (int)up_to(&r, 3); edits >= 0 && b.len; edits--)
			mutate(&b, &r);
		taken = json_scan(&s, b.at, b.len) == 0;
		o = json_of(b.at, b.len);
		ck_assert_msg(o || !taken, "only scan takes %.*s", (int)b.len,
			      b.at);
		ck_assert_msg(taken || !o || is_known_laxness(&s),
			      "byte %zu: %s: only json-c takes %.*s",
			      s.error_at, s.error, (int)b.len, b.at);
		both += taken;
		neither += !o;
		json_object_put(o);
	}
	/* Otherwise the edits change too little, or too much. */
	ck_assert_int_gt(both, 500);
	ck_assert_int_gt(neither, 500);
	buffer_free(&b);
	json_scan_free(&s);
}
