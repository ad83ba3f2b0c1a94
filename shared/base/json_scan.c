/* scan - reads a JSON text in place: one pass, strict (RFC 8259), exact. */

#include "json_scan.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "die.h"
#include "utf8.h"

/*
 * Each of the readers below is given where it stands, and returns where it has
 * come to, or NULL when something is wrong: then it is noted.
 */
struct reader {
	struct scan *s;
	const unsigned char *end; /* of the text; no byte to rely on there */
};

static const unsigned char *
wrong(struct reader *r, const unsigned char *at, const char *error)
{
	r->s->error = error;
	r->s->error_at = (size_t)(at - (const unsigned char *)r->s->text);
	return NULL;
}

static const unsigned char *
ended(struct reader *r)
{
	return wrong(r, r->end, "it ends too early");
}

static inline const unsigned char *
skip_space(struct reader *r, const unsigned char *at)
{
	while (at < r->end && *at <= ' ' &&
	       (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
		at++;
		r->s->spaced = true;
	}
	return at;
}

typedef signed char sixteen __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/*
 * To the next byte of a string that needs a look: a quote, a backslash, a
 * control character, a byte that is not ASCII, which is below a space as a
 * signed one is; or to the end.
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
 * At the digits of \uXXXX; steps past them, and past the other half of a pair.
 * Half a pair alone is a grammatical escape: it is kept, and noted.
 */
static const unsigned char *
read_unicode(struct reader *r, const unsigned char *at, struct token *t)
{
	int unit, low = -1;

	if (r->end - at < 4)
		return ended(r);
	unit = utf16_unit(at);
	if (unit < 0)
		return wrong(r, at, "\\u wants four hexadecimal digits");
	at += 4;
	if (unit < 0xd800 || unit > 0xdfff)
		return at;
	if (unit <= 0xdbff && r->end - at >= 6 && at[0] == '\\' && at[1] == 'u')
		low = utf16_unit(at + 2);
	if (low >= 0xdc00 && low <= 0xdfff)
		return at + 6;
	t->lone = true;
	return at;
}

/* At a backslash; steps past the escape. */
static const unsigned char *
read_escape(struct reader *r, const unsigned char *at, struct token *t)
{
	if (r->end - at < 2)
		return ended(r);
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
		return wrong(r, at, "there is no such escape");
	}
}

/* At a byte above 0x7f; steps past one sequence. */
static const unsigned char *
read_utf8(struct reader *r, const unsigned char *at)
{
	size_t n = utf8_length(at, (size_t)(r->end - at));

	return n ? at + n : wrong(r, at, "this is not UTF-8");
}

/* Within a string, where a byte needs a look. */
static const unsigned char *
read_special(struct reader *r, const unsigned char *at, struct token *t)
{
	while (at && at < r->end && *at != '"') {
		if (*at >= 0x80) {
			at = read_utf8(r, at);
		} else if (*at == '\\') {
			t->escaped = true;
			at = read_escape(r, at, t);
		} else {
			return wrong(r, at,
				     "a string may not hold a control "
				     "character");
		}
		at = at ? skip_plain(at, r->end) : NULL;
	}
	if (!at)
		return NULL;
	return at < r->end ? at + 1 : ended(r);
}

static const unsigned char *
read_string(struct reader *r, const unsigned char *at, struct token *t)
{
	at = skip_plain(at + 1, r->end);
	if (at < r->end && *at == '"')
		return at + 1;
	return read_special(r, at, t);
}

static const unsigned char *
read_digits(struct reader *r, const unsigned char *at)
{
	const unsigned char *from = at;

	while (at < r->end && *at >= '0' && *at <= '9')
		at++;
	if (at > from)
		return at;
	return at == r->end ? ended(r)
			    : wrong(r, at, "a digit is missing here");
}

static const unsigned char *
read_number(struct reader *r, const unsigned char *at)
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
read_word(struct reader *r, const unsigned char *at, const char *word,
	  size_t len)
{
	if ((size_t)(r->end - at) < len || memcmp(at, word, len) != 0)
		return wrong(r, at, "no value starts like this");
	return at + len;
}

static inline const unsigned char *
read_scalar(struct reader *r, const unsigned char *at, struct token *t)
{
	switch (*at) {
	case '"':
		t->kind = STRING;
		return read_string(r, at, t);
	case 't':
		t->kind = BOOLEAN;
		return read_word(r, at, "true", 4);
	case 'f':
		t->kind = BOOLEAN;
		return read_word(r, at, "false", 5);
	case 'n':
		t->kind = NOTHING;
		return read_word(r, at, "null", 4);
	case '-':
	case '0' ... '9':
		t->kind = NUMBER;
		return read_number(r, at);
	default:
		return wrong(r, at, "no value starts like this");
	}
}

static void
grow(struct scan *s)
{
	size_t room = s->room ? s->room * 2 : 256;
	struct token *more = realloc(s->tokens, room * sizeof *s->tokens);

	if (!more)
		die(EXIT_AGAIN, "%zu tokens of memory:", room);
	s->tokens = more;
	s->room = room;
}

static inline struct token *
new_token(struct reader *r, const unsigned char *at)
{
	struct scan *s = r->s;
	struct token *t;

	if (s->count == s->room)
		grow(s);
	t = &s->tokens[s->count++];
	*t = (struct token){
		.start = (uint32_t)(at - (const unsigned char *)s->text),
	};
	return t;
}

static inline void
end_token(struct reader *r, const unsigned char *at, struct token *t)
{
	t->end = (uint32_t)(at - (const unsigned char *)r->s->text);
	t->next = (uint32_t)r->s->count;
}

static inline const unsigned char *
read_name(struct reader *r, const unsigned char *at)
{
	struct token *t;

	if (at == r->end)
		return ended(r);
	if (*at != '"')
		return wrong(r, at, "a member's name is missing here");
	t = new_token(r, at);
	t->kind = STRING;
	t->is_name = true;
	at = read_string(r, at, t);
	if (!at)
		return NULL;
	end_token(r, at, t);
	at = skip_space(r, at);
	if (at == r->end)
		return ended(r);
	if (*at != ':')
		return wrong(r, at, "a colon is missing here");
	return skip_space(r, at + 1);
}

/* The containers that are open, as indices of their tokens. */
struct nest {
	uint32_t open[SCAN_DEPTH + SCAN_DEEPER_MAX];
	size_t depth;
	bool in_object; /* the innermost is one */
};

/* Reads a scalar, or opens a container: then *opened is set. */
static inline const unsigned char *
read_value(struct reader *r, const unsigned char *at, struct nest *n,
	   bool *opened)
{
	struct token *t;

	if (at == r->end)
		return ended(r);
	t = new_token(r, at);
	*opened = *at == '{' || *at == '[';
	if (!*opened) {
		at = read_scalar(r, at, t);
		if (at)
			end_token(r, at, t);
		return at;
	}
	if (n->depth == SCAN_DEPTH + r->s->deeper)
		return wrong(r, at, "it is nested deeper than 64");
	n->in_object = *at == '{';
	t->kind = n->in_object ? OBJECT : ARRAY;
	n->open[n->depth++] = (uint32_t)(t - r->s->tokens);
	return at + 1;
}

/* Past a closing bracket, which ends the innermost container. */
static void
close_one(struct reader *r, const unsigned char *at, struct nest *n)
{
	struct token *tokens = r->s->tokens;

	end_token(r, at, &tokens[n->open[--n->depth]]);
	n->in_object =
	    n->depth > 0 && tokens[n->open[n->depth - 1]].kind == OBJECT;
}

/*
 * Goes on to where the next value (or its name) starts, closing what closes;
 * `opened`: right behind an opening, where no comma stands.
 */
static inline const unsigned char *
read_between(struct reader *r, const unsigned char *at, struct nest *n,
	     bool opened)
{
	while (n->depth > 0) {
		at = skip_space(r, at);
		if (at == r->end)
			return ended(r);
		if (*at == (n->in_object ? '}' : ']')) {
			close_one(r, ++at, n);
			opened = false;
			continue;
		}
		if (opened)
			return at;
		if (*at == ',')
			return skip_space(r, at + 1);
		return wrong(r, at,
			     n->in_object ? "a comma or a } is missing here"
					  : "a comma or a ] is missing here");
	}
	return at;
}

/* Reads the outermost object and all in it. */
static const unsigned char *
read_object(struct reader *r, const unsigned char *at)
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
scan(struct scan *s, const char *text, size_t len)
{
	static uint64_t readings;
	const unsigned char *at = (const unsigned char *)text;
	struct reader r = { .s = s, .end = at + len };

	s->reading = ++readings;
	s->text = text;
	s->len = len;
	s->count = 0;
	s->spaced = false;
	s->error = NULL;
	s->error_at = 0;
	if (len >= UINT32_MAX)
		wrong(&r, at, "it is too long");
	else if ((at = skip_space(&r, at)) == r.end)
		wrong(&r, at, "it is empty");
	else if (*at != '{')
		wrong(&r, at, "it does not start as an object");
	else if ((at = read_object(&r, at)) &&
		 (at = skip_space(&r, at)) < r.end)
		wrong(&r, at, "something follows the object");
	return s->error ? -1 : 0;
}

bool
scan_is_value(const char *text)
{
	struct buffer wrapped = { 0 };
	struct scan s = { 0 };
	bool is;

	buffer_str(&wrapped, "{\"\":");
	buffer_str(&wrapped, text);
	buffer_str(&wrapped, "}");
	/* The object, the name, and a value that goes on to the end. */
	is = scan(&s, wrapped.at, wrapped.len) == 0 &&
	     s.tokens[2].next == s.count;
	scan_free(&s);
	buffer_free(&wrapped);
	return is;
}

void
scan_trim(struct scan *s, size_t keep)
{
	if (s->room > keep)
		scan_free(s);
}

void
scan_free(struct scan *s)
{
	free(s->tokens);
	*s = (struct scan){ 0 };
}
