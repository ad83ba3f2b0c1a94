/* json_scan - reads a JSON text in place: one pass, strict (RFC 8259), exact.
 */

#include "json_scan.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "die.h"
#include "utf8.h"

#define CAP_MIN 256

/*
 * Each read_...() below takes the position where it begins, and returns the
 * position after what it read, or NULL after fail().
 */
struct scanner {
	struct json_scan *s;
	const unsigned char *end; /* of the text, which has no NUL there */
};

static const unsigned char *
fail(struct scanner *r, const unsigned char *at, const char *error)
{
	r->s->error = error;
	r->s->error_at = (size_t)(at - (const unsigned char *)r->s->text);
	return NULL;
}

static const unsigned char *
fail_at_end(struct scanner *r)
{
	return fail(r, r->end, "the text ends too early");
}

static inline const unsigned char *
skip_space(struct scanner *r, const unsigned char *at)
{
	while (at < r->end && *at <= ' ' &&
	       (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
		at++;
		r->s->has_space = true;
	}
	return at;
}

typedef signed char sixteen __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/*
 * Skips to the next byte of a string that is special: a quote, a backslash, a
 * control character or a byte that is not ASCII; or to the end.  As a signed
 * char, a byte that is not ASCII is below a space, as a control character is.
 */
static inline const unsigned char *
skip_plain(const unsigned char *at, const unsigned char *end)
{
	const sixteen none = { 0 };

	for (; end - at >= 16; at += 16) {
		sixteen w;
		halves marks;

		memcpy(&w, at, sizeof w);
		marks = (halves)((w < none + ' ') | (w == none + '"') |
				 (w == none + '\\'));
		if (marks[0])
			return at + __builtin_ctzll(le64toh(marks[0])) / 8;
		if (marks[1])
			return at + 8 + __builtin_ctzll(le64toh(marks[1])) / 8;
	}
	while (at < end && (signed char)*at >= ' ' && *at != '"' && *at != '\\')
		at++;
	return at;
}

/*
 * Reads the digits of \uXXXX, and the second half of a surrogate pair.  JSON's
 * grammar allows half a pair alone, so that is only noted in the token.
 */
static const unsigned char *
read_unicode(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	int unit, low = -1;

	if (r->end - at < 4)
		return fail_at_end(r);
	unit = utf8_parse_hex4(at);
	if (unit < 0)
		return fail(r, at, "\\u needs four hexadecimal digits");
	at += 4;
	if (unit < 0xd800 || unit > 0xdfff)
		return at;
	if (unit <= 0xdbff && r->end - at >= 6 && at[0] == '\\' && at[1] == 'u')
		low = utf8_parse_hex4(at + 2);
	if (low >= 0xdc00 && low <= 0xdfff)
		return at + 6;
	t->lone_surrogate = true;
	return at;
}

/* Reads an escape, from its backslash on. */
static const unsigned char *
read_escape(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	if (r->end - at < 2)
		return fail_at_end(r);
	switch (at[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return at + 2;
	case 'u':
		return read_unicode(r, at + 2, t);
	default:
		return fail(r, at, "there is no such escape");
	}
}

/* Reads one UTF-8 sequence, whose first byte is above 0x7f. */
static const unsigned char *
read_utf8(struct scanner *r, const unsigned char *at)
{
	size_t n = utf8_length(at, (size_t)(r->end - at));

	return n ? at + n : fail(r, at, "this is not UTF-8");
}

/* Reads the rest of a string, from a special byte on. */
static const unsigned char *
read_special(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	while (at && at < r->end && *at != '"') {
		if (*at >= 0x80) {
			at = read_utf8(r, at);
		} else if (*at == '\\') {
			t->escaped = true;
			at = read_escape(r, at, t);
		} else {
			return fail(r, at,
				    "a string may not hold a control "
				    "character");
		}
		at = at ? skip_plain(at, r->end) : NULL;
	}
	if (!at)
		return NULL;
	return at < r->end ? at + 1 : fail_at_end(r);
}

static const unsigned char *
read_string(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	at = skip_plain(at + 1, r->end);
	if (at < r->end && *at == '"')
		return at + 1;
	return read_special(r, at, t);
}

static const unsigned char *
read_digits(struct scanner *r, const unsigned char *at)
{
	const unsigned char *from = at;

	while (at < r->end && *at >= '0' && *at <= '9')
		at++;
	if (at > from)
		return at;
	return at == r->end ? fail_at_end(r)
			    : fail(r, at, "a digit is missing here");
}

static const unsigned char *
read_number(struct scanner *r, const unsigned char *at)
{
	if (*at == '-')
		at++;
	if (at < r->end && *at == '0')
		at++;
	else if (!(at = read_digits(r, at)))
		return NULL;
	if (at < r->end && *at == '.' && !(at = read_digits(r, at + 1)))
		return NULL;
	if (at < r->end && (*at | 32) == 'e') {
		at++;
		if (at < r->end && (*at == '+' || *at == '-'))
			at++;
		at = read_digits(r, at);
	}
	return at;
}

static const unsigned char *
read_word(struct scanner *r, const unsigned char *at, const char *word,
	  size_t len)
{
	if ((size_t)(r->end - at) < len || memcmp(at, word, len) != 0)
		return fail(r, at, "no JSON value begins like this");
	return at + len;
}

static inline const unsigned char *
read_scalar(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	switch (*at) {
	case '"':
		t->kind = JSON_STRING;
		return read_string(r, at, t);
	case 't':
		t->kind = JSON_BOOLEAN;
		return read_word(r, at, "true", 4);
	case 'f':
		t->kind = JSON_BOOLEAN;
		return read_word(r, at, "false", 5);
	case 'n':
		t->kind = JSON_NULL;
		return read_word(r, at, "null", 4);
	case '-':
	case '0' ... '9':
		t->kind = JSON_NUMBER;
		return read_number(r, at);
	default:
		return fail(r, at, "no JSON value begins like this");
	}
}

static void
grow(struct json_scan *s)
{
	size_t room = s->cap ? s->cap * 2 : CAP_MIN;
	struct json_token *more = realloc(s->tokens, room * sizeof *s->tokens);

	if (!more)
		die(EXIT_TEMPORARY, "cannot allocate %zu JSON tokens:", room);
	s->tokens = more;
	s->cap = room;
}

static inline struct json_token *
new_token(struct scanner *r, const unsigned char *at)
{
	struct json_scan *s = r->s;
	struct json_token *t;

	if (s->count == s->cap)
		grow(s);
	t = &s->tokens[s->count++];
	*t = (struct json_token){
		.start = (uint32_t)(at - (const unsigned char *)s->text),
	};
	return t;
}

static inline void
end_token(struct scanner *r, const unsigned char *at, struct json_token *t)
{
	t->end = (uint32_t)(at - (const unsigned char *)r->s->text);
	t->next = (uint32_t)r->s->count;
}

static inline const unsigned char *
read_name(struct scanner *r, const unsigned char *at)
{
	struct json_token *t;

	if (at == r->end)
		return fail_at_end(r);
	if (*at != '"')
		return fail(r, at, "a member's name is missing here");
	t = new_token(r, at);
	t->kind = JSON_STRING;
	t->is_name = true;
	at = read_string(r, at, t);
	if (!at)
		return NULL;
	end_token(r, at, t);
	at = skip_space(r, at);
	if (at == r->end)
		return fail_at_end(r);
	if (*at != ':')
		return fail(r, at, "a colon is missing here");
	return skip_space(r, at + 1);
}

/* The open containers, as indices of their tokens. */
struct nest {
	uint32_t open[JSON_SCAN_DEPTH + JSON_SCAN_EXTRA_MAX];
	size_t depth;
	bool in_object; /* the innermost container is an object */
};

/* Reads a scalar, or opens a container: then *opened is set. */
static inline const unsigned char *
read_value(struct scanner *r, const unsigned char *at, struct nest *n,
	   bool *opened)
{
	struct json_token *t;

	if (at == r->end)
		return fail_at_end(r);
	t = new_token(r, at);
	*opened = *at == '{' || *at == '[';
	if (!*opened) {
		at = read_scalar(r, at, t);
		if (at)
			end_token(r, at, t);
		return at;
	}
	if (n->depth == JSON_SCAN_DEPTH + r->s->extra_depth)
		return fail(r, at, "the text is nested deeper than 64 levels");
	n->in_object = *at == '{';
	t->kind = n->in_object ? JSON_OBJECT : JSON_ARRAY;
	n->open[n->depth++] = (uint32_t)(t - r->s->tokens);
	return at + 1;
}

/* Ends the innermost container; `at` is after its closing bracket. */
static void
close_container(struct scanner *r, const unsigned char *at, struct nest *n)
{
	struct json_token *tokens = r->s->tokens;

	end_token(r, at, &tokens[n->open[--n->depth]]);
	n->in_object =
	    n->depth > 0 && tokens[n->open[n->depth - 1]].kind == JSON_OBJECT;
}

/*
 * Reads up to the next value, or its name, and closes containers on the way.
 * `opened`: `at` is just after an opening bracket, where no comma is allowed.
 */
static inline const unsigned char *
read_between(struct scanner *r, const unsigned char *at, struct nest *n,
	     bool opened)
{
	while (n->depth > 0) {
		at = skip_space(r, at);
		if (at == r->end)
			return fail_at_end(r);
		if (*at == (n->in_object ? '}' : ']')) {
			close_container(r, ++at, n);
			opened = false;
			continue;
		}
		if (opened)
			return at;
		if (*at == ',')
			return skip_space(r, at + 1);
		return fail(r, at,
			    n->in_object ? "a comma or a } is missing here"
					 : "a comma or a ] is missing here");
	}
	return at;
}

/* Reads the outermost object and its content. */
static const unsigned char *
read_object(struct scanner *r, const unsigned char *at)
{
	struct nest n = { .depth = 0 };
	bool opened;

	do {
		if (n.in_object && !(at = read_name(r, at)))
			return NULL;
		at = read_value(r, at, &n, &opened);
		at = at ? read_between(r, at, &n, opened) : NULL;
	} while (at && n.depth > 0);
	return at;
}

int
json_scan(struct json_scan *s, const char *text, size_t len)
{
	static uint64_t last_serial;
	const unsigned char *at = (const unsigned char *)text;
	struct scanner r = { .s = s, .end = at + len };

	s->serial = ++last_serial;
	s->text = text;
	s->len = len;
	s->count = 0;
	s->has_space = false;
	s->error = NULL;
	s->error_at = 0;
	if (len >= UINT32_MAX)
		fail(&r, at, "the text is too long");
	else if ((at = skip_space(&r, at)) == r.end)
		fail(&r, at, "the text is empty");
	else if (*at != '{')
		fail(&r, at, "the text is not a JSON object");
	else if ((at = read_object(&r, at)) &&
		 (at = skip_space(&r, at)) < r.end)
		fail(&r, at, "something follows the object");
	return s->error ? -1 : 0;
}

bool
json_scan_is_value(const char *text)
{
	struct buffer wrapped = { 0 };
	struct json_scan s = { 0 };
	bool is;

	buffer_str(&wrapped, "{\"\":");
	buffer_str(&wrapped, text);
	buffer_str(&wrapped, "}");
	/* Token 2, after the object and the name, must be the last value. */
	is = json_scan(&s, wrapped.at, wrapped.len) == 0 &&
	     s.tokens[2].next == s.count;
	json_scan_free(&s);
	buffer_free(&wrapped);
	return is;
}

void
json_scan_trim(struct json_scan *s, size_t keep)
{
	if (s->cap > keep)
		json_scan_free(s);
}

void
json_scan_free(struct json_scan *s)
{
	free(s->tokens);
	*s = (struct json_scan){ 0 };
}
