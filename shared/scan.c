/* scan - reads a JSON text in place: one pass, strict (RFC 8259), exact. */

#include "scan.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "die.h"
#include "utf8.h"

/* A reading position; the text ends at `end`, with no byte to rely on there. */
struct reader {
	struct scan *s;
	const unsigned char *at;
	const unsigned char *end;
};

static int
wrong(struct reader *r, const unsigned char *at, const char *error)
{
	r->s->error = error;
	r->s->error_at = (size_t)(at - (const unsigned char *)r->s->text);
	return -1;
}

static int
ended(struct reader *r)
{
	return wrong(r, r->end, "it ends too early");
}

static void
skip_space(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' ||
				  *r->at == '\r' || *r->at == '\t')) {
		r->at++;
		r->s->spaced = true;
	}
}

/*
 * Eight bytes at a time to the next byte of a string that needs a look: a
 * quote, a backslash, a control character, a byte that is not ASCII; or to
 * less than eight bytes before the end.  Subtraction borrows upwards only, so
 * the lowest mark is always a true one.
 */
static const unsigned char *
skip_plain(const unsigned char *at, const unsigned char *end)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones << 7;

	while (end - at >= 8) {
		uint64_t w, marks;

		memcpy(&w, at, 8);
		w = le64toh(w);
		marks = (w | (w - ones * 0x20) | ((w ^ ones * '"') - ones) |
			 ((w ^ ones * '\\') - ones)) &
			tops;
		if (marks)
			return at + __builtin_ctzll(marks) / 8;
		at += 8;
	}
	return at;
}

/*
 * At the digits of \uXXXX; steps past them, and past the other half of a pair.
 * Half a pair alone is a grammatical escape: it is kept, and noted.
 */
static int
read_unicode(struct reader *r, struct token *t)
{
	int unit, low = -1;

	if (r->end - r->at < 4)
		return ended(r);
	unit = utf16_unit(r->at);
	if (unit < 0)
		return wrong(r, r->at, "\\u wants four hexadecimal digits");
	r->at += 4;
	if (unit < 0xd800 || unit > 0xdfff)
		return 0;
	if (unit <= 0xdbff && r->end - r->at >= 6 && r->at[0] == '\\' &&
	    r->at[1] == 'u')
		low = utf16_unit(r->at + 2);
	if (low >= 0xdc00 && low <= 0xdfff)
		r->at += 6;
	else
		t->lone = true;
	return 0;
}

/* At a backslash; steps past the escape. */
static int
read_escape(struct reader *r, struct token *t)
{
	if (r->end - r->at < 2)
		return ended(r);
	r->at += 2;
	switch (r->at[-1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return 0;
	case 'u':
		return read_unicode(r, t);
	default:
		return wrong(r, r->at - 2, "there is no such escape");
	}
}

/* At a byte above 0x7f; steps past one sequence. */
static int
read_utf8(struct reader *r)
{
	size_t n = utf8_length(r->at, (size_t)(r->end - r->at));

	if (n == 0)
		return wrong(r, r->at, "this is not UTF-8");
	r->at += n;
	return 0;
}

static int
read_string(struct reader *r, struct token *t)
{
	r->at++;
	for (;;) {
		r->at = skip_plain(r->at, r->end);
		if (r->at == r->end)
			return ended(r);
		if (*r->at == '"') {
			r->at++;
			return 0;
		}
		if (*r->at == '\\') {
			t->escaped = true;
			if (read_escape(r, t))
				return -1;
		} else if (*r->at < 0x20) {
			return wrong(r, r->at,
				     "a string may not hold a control "
				     "character");
		} else if (*r->at >= 0x80) {
			if (read_utf8(r))
				return -1;
		} else {
			r->at++;
		}
	}
}

static int
read_digits(struct reader *r)
{
	const unsigned char *from = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	if (r->at > from)
		return 0;
	return r->at == r->end ? ended(r)
			       : wrong(r, r->at, "a digit is missing here");
}

static int
read_number(struct reader *r)
{
	if (*r->at == '-')
		r->at++;
	if (r->at < r->end && *r->at == '0')
		r->at++;
	else if (read_digits(r))
		return -1;
	if (r->at < r->end && *r->at == '.') {
		r->at++;
		if (read_digits(r))
			return -1;
	}
	if (r->at < r->end && (*r->at | 32) == 'e') {
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (read_digits(r))
			return -1;
	}
	return 0;
}

static int
read_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return wrong(r, r->at, "no value starts like this");
	r->at += len;
	return 0;
}

static int
read_scalar(struct reader *r, struct token *t)
{
	switch (*r->at) {
	case '"':
		t->kind = STRING;
		return read_string(r, t);
	case 't':
		t->kind = BOOLEAN;
		return read_word(r, "true");
	case 'f':
		t->kind = BOOLEAN;
		return read_word(r, "false");
	case 'n':
		t->kind = NOTHING;
		return read_word(r, "null");
	case '-':
	case '0' ... '9':
		t->kind = NUMBER;
		return read_number(r);
	default:
		return wrong(r, r->at, "no value starts like this");
	}
}

static struct token *
new_token(struct reader *r)
{
	struct scan *s = r->s;

	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 256;
		struct token *more =
		    realloc(s->tokens, room * sizeof *s->tokens);

		if (!more)
			die(EXIT_AGAIN, "%zu tokens of memory:", room);
		s->tokens = more;
		s->room = room;
	}
	s->tokens[s->count] = (struct token){
		.start = (uint32_t)(r->at - (const unsigned char *)s->text),
		.next = (uint32_t)s->count + 1,
	};
	return &s->tokens[s->count++];
}

static void
end_token(struct reader *r, struct token *t)
{
	t->end = (uint32_t)(r->at - (const unsigned char *)r->s->text);
	t->next = (uint32_t)r->s->count;
}

static int
read_name(struct reader *r)
{
	struct token *t;

	if (r->at == r->end)
		return ended(r);
	if (*r->at != '"')
		return wrong(r, r->at, "a member's name is missing here");
	t = new_token(r);
	t->kind = STRING;
	t->is_name = true;
	if (read_string(r, t))
		return -1;
	end_token(r, t);
	skip_space(r);
	if (r->at == r->end)
		return ended(r);
	if (*r->at != ':')
		return wrong(r, r->at, "a colon is missing here");
	r->at++;
	skip_space(r);
	return 0;
}

/* The containers that are open, as indices of their tokens. */
struct nest {
	uint32_t open[SCAN_DEPTH + SCAN_DEEPER_MAX];
	size_t depth;
};

static struct token *
innermost(struct reader *r, struct nest *n)
{
	return &r->s->tokens[n->open[n->depth - 1]];
}

/* Reads a scalar, or opens a container: then *opened is set. */
static int
read_value(struct reader *r, struct nest *n, bool *opened)
{
	struct token *t;

	if (r->at == r->end)
		return ended(r);
	t = new_token(r);
	*opened = *r->at == '{' || *r->at == '[';
	if (!*opened) {
		if (read_scalar(r, t))
			return -1;
		end_token(r, t);
		return 0;
	}
	if (n->depth == SCAN_DEPTH + r->s->deeper)
		return wrong(r, r->at, "it is nested deeper than 64");
	t->kind = *r->at == '{' ? OBJECT : ARRAY;
	n->open[n->depth++] = (uint32_t)(t - r->s->tokens);
	r->at++;
	return 0;
}

/*
 * Goes on to where the next value (or its name) starts, closing what closes;
 * `opened`: right behind an opening, where no comma stands.
 */
static int
read_between(struct reader *r, struct nest *n, bool opened)
{
	while (n->depth > 0) {
		struct token *t = innermost(r, n);

		skip_space(r);
		if (r->at == r->end)
			return ended(r);
		if (*r->at == (t->kind == OBJECT ? '}' : ']')) {
			r->at++;
			end_token(r, t);
			n->depth--;
			opened = false;
			continue;
		}
		if (opened)
			return 0;
		if (*r->at != ',')
			return wrong(r, r->at,
				     t->kind == OBJECT
					 ? "a comma or a } is missing here"
					 : "a comma or a ] is missing here");
		r->at++;
		skip_space(r);
		return 0;
	}
	return 0;
}

/* Reads the outermost object and all in it. */
static int
read_object(struct reader *r)
{
	struct nest n = { .depth = 0 };
	bool opened;

	do {
		if (n.depth > 0 && innermost(r, &n)->kind == OBJECT &&
		    read_name(r))
			return -1;
		if (read_value(r, &n, &opened) || read_between(r, &n, opened))
			return -1;
	} while (n.depth > 0);
	return 0;
}

int
scan(struct scan *s, const char *text, size_t len)
{
	static uint64_t readings;
	struct reader r = {
		.s = s,
		.at = (const unsigned char *)text,
		.end = (const unsigned char *)text + len,
	};

	s->reading = ++readings;
	s->text = text;
	s->len = len;
	s->count = 0;
	s->spaced = false;
	s->error = NULL;
	s->error_at = 0;
	if (len >= UINT32_MAX)
		return wrong(&r, r.at, "it is too long");
	skip_space(&r);
	if (r.at == r.end)
		return wrong(&r, r.at, "it is empty");
	if (*r.at != '{')
		return wrong(&r, r.at, "it does not start as an object");
	if (read_object(&r))
		return -1;
	skip_space(&r);
	if (r.at < r.end)
		return wrong(&r, r.at, "something follows the object");
	return 0;
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
