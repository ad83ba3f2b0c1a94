/* mirror - is an answer what was sent? */

#include "json_compare.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"

/* An answer of more tokens is nobody's; to compare it would take for ever. */
#define TOKENS_MAX ((size_t)64 * 1024)

struct comparison {
	struct scan sent, answer;
	struct buffer path; /* ends with a NUL that is not counted */
	struct buffer top, before, after;
	size_t left; /* to be told */
	mirror_tell *tell;
	void *arg;
};

/* A number as digits without zeros at either end, times a power of ten. */
struct decimal {
	bool negative;
	const char *at, *end; /* from the first digit to the last that count */
	size_t count;	      /* of digits among them */
	int64_t exponent;     /* of the last one */
};

/* One that no text can reach by its digits alone. */
#define EXPONENT_MAX INT64_C(1000000000000)

static int64_t
read_exponent(const char *at, const char *end)
{
	bool negative = at < end && *at == '-';
	int64_t e = 0;

	if (at < end && (*at == '-' || *at == '+'))
		at++;
	for (; at < end; at++)
		if (e < EXPONENT_MAX)
			e = e * 10 + (*at - '0');
	return negative ? -e : e;
}

static struct decimal
read_decimal(const char *text, size_t len)
{
	const char *end = text + len, *at, *mark = end;
	struct decimal d = { .negative = text[0] == '-' };
	bool in_fraction = false;

	for (at = text; at < end && mark == end; at++)
		if (*at == 'e' || *at == 'E')
			mark = at;
	if (mark < end)
		d.exponent = read_exponent(mark + 1, end);
	for (at = text + d.negative; at < mark; at++) {
		if (*at == '.') {
			in_fraction = true;
			continue;
		}
		d.exponent -= in_fraction;
		if (!d.at && *at == '0')
			continue;
		d.at = d.at ? d.at : at;
		d.end = at + 1;
		d.count++;
	}
	while (d.count > 0 && (d.end[-1] == '0' || d.end[-1] == '.')) {
		if (d.end[-1] == '0') {
			d.exponent++;
			d.count--;
		}
		d.end--;
	}
	return d;
}

bool
mirror_same_number(const char *one, size_t one_len, const char *two,
		   size_t two_len)
{
	struct decimal a = read_decimal(one, one_len);
	struct decimal b = read_decimal(two, two_len);

	if (a.count == 0 || b.count == 0)
		return a.count == b.count;
	if (a.negative != b.negative || a.count != b.count ||
	    a.exponent != b.exponent)
		return false;
	for (; a.at < a.end; a.at++, b.at++) {
		a.at += *a.at == '.';
		b.at += *b.at == '.';
		if (*a.at != *b.at)
			return false;
	}
	return true;
}

static void
set_text(struct buffer *b, const struct scan *s, const struct token *t)
{
	b->len = 0;
	if (t)
		buffer_add(b, s->text + t->start, t->end - t->start);
	buffer_add(b, "", 1);
}

static void
differ(struct comparison *c, enum mirror_kind kind, const struct token *before,
       const struct token *after)
{
	struct mirror_difference d = { .kind = kind };

	if (c->left == 0)
		return;
	c->left--;
	set_text(&c->before, &c->sent, before);
	set_text(&c->after, &c->answer, after);
	d.path = c->path.at;
	d.top = c->top.at;
	d.before = c->before.at;
	d.after = c->after.at;
	c->tell(c->arg, &d);
}

static void
end_path(struct comparison *c, size_t len)
{
	c->path.len = len;
	buffer_add(&c->path, "", 1);
	c->path.len = len;
}

/* Adds a name to the path; what it returns leads back. */
static size_t
enter(struct comparison *c, const struct scan *s, const struct token *name)
{
	size_t back = c->path.len;

	if (back > 0)
		buffer_str(&c->path, ".");
	token_decode(s, name, &c->path);
	end_path(c, c->path.len);
	if (back == 0) {
		c->top.len = 0;
		buffer_add(&c->top, c->path.at, c->path.len + 1);
	}
	return back;
}

/* The member of that name in another object, or NULL. */
static const struct token *
counterpart(const struct scan *s, const struct token *name,
	    const struct scan *in, const struct token *object)
{
	const struct token *at = token_first(object), *value, *found = NULL;
	struct buffer said = { 0 };

	token_decode(s, name, &said);
	for (; at < token_end(in, object); at = token_next(in, value)) {
		value = token_next(in, at);
		if (token_says(in, at, said.at ? said.at : "", said.len))
			found = value;
	}
	buffer_free(&said);
	return found;
}

static void compare(struct comparison *, const struct token *,
		    const struct token *);

static void
compare_objects(struct comparison *c, const struct token *a,
		const struct token *b)
{
	const struct token *name, *value, *other;
	size_t back;

	for (name = token_first(a); name < token_end(&c->sent, a);
	     name = token_next(&c->sent, value)) {
		value = token_next(&c->sent, name);
		other = counterpart(&c->sent, name, &c->answer, b);
		back = enter(c, &c->sent, name);
		if (other)
			compare(c, value, other);
		else
			differ(c, MIRROR_MISSING, value, NULL);
		end_path(c, back);
	}
	for (name = token_first(b);
	     c->left > 0 && name < token_end(&c->answer, b);
	     name = token_next(&c->answer, value)) {
		value = token_next(&c->answer, name);
		if (counterpart(&c->answer, name, &c->sent, a))
			continue;
		back = enter(c, &c->answer, name);
		differ(c, MIRROR_ADDED, NULL, value);
		end_path(c, back);
	}
}

static void
compare_arrays(struct comparison *c, const struct token *a,
	       const struct token *b)
{
	const struct token *x = token_first(a), *y = token_first(b);
	size_t i, back = c->path.len;

	for (i = 0; x < token_end(&c->sent, a) && y < token_end(&c->answer, b);
	     i++) {
		buffer_printf(&c->path, "[%zu]", i);
		end_path(c, c->path.len);
		compare(c, x, y);
		end_path(c, back);
		x = token_next(&c->sent, x);
		y = token_next(&c->answer, y);
	}
	if (x < token_end(&c->sent, a) || y < token_end(&c->answer, b))
		differ(c, MIRROR_CHANGED, a, b);
}

static bool
same_strings(const struct comparison *c, const struct token *a,
	     const struct token *b)
{
	struct buffer said = { 0 };
	bool is;

	token_decode(&c->sent, a, &said);
	is = token_says(&c->answer, b, said.at ? said.at : "", said.len);
	buffer_free(&said);
	return is;
}

static void
compare(struct comparison *c, const struct token *a, const struct token *b)
{
	const char *one = c->sent.text + a->start;
	const char *two = c->answer.text + b->start;
	size_t one_len = a->end - a->start, two_len = b->end - b->start;

	if (a->kind != b->kind) {
		differ(c, MIRROR_RETYPED, a, b);
		return;
	}
	switch (a->kind) {
	case OBJECT:
		compare_objects(c, a, b);
		break;
	case ARRAY:
		compare_arrays(c, a, b);
		break;
	case STRING:
		if (!same_strings(c, a, b))
			differ(c, MIRROR_CHANGED, a, b);
		break;
	case NUMBER:
		if (!mirror_same_number(one, one_len, two, two_len))
			differ(c, MIRROR_ROUNDED, a, b);
		break;
	default:
		if (one_len != two_len || memcmp(one, two, one_len) != 0)
			differ(c, MIRROR_CHANGED, a, b);
		break;
	}
}

int
mirror(const char *sent, size_t sent_len, const char *answer, size_t len,
       size_t most, mirror_tell *tell, void *arg, char *why, size_t size)
{
	struct comparison c = { .left = most, .tell = tell, .arg = arg };
	int bad = -1;

	end_path(&c, 0);
	if (scan(&c.sent, sent, sent_len)) {
		snprintf(why, size, "what was sent is not one JSON object");
	} else if (len == 0) {
		snprintf(why, size, "the answer is empty");
	} else if (scan(&c.answer, answer, len)) {
		snprintf(why, size,
			 "the answer is not one JSON object: byte %zu: %s",
			 c.answer.error_at, c.answer.error);
	} else if (c.answer.count > TOKENS_MAX) {
		snprintf(why, size,
			 "the answer has more than %zu names and values",
			 TOKENS_MAX);
	} else {
		compare(&c, token_root(&c.sent), token_root(&c.answer));
		bad = 0;
	}
	scan_free(&c.sent);
	scan_free(&c.answer);
	buffer_free(&c.path);
	buffer_free(&c.top);
	buffer_free(&c.before);
	buffer_free(&c.after);
	return bad;
}
