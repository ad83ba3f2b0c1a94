/* json_compare - compares a JSON response with the request. */

#include "json_compare.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"

/* Comparing takes quadratic time, so larger responses are refused. */
#define TOKENS_MAX ((size_t)64 * 1024)

struct comparison {
	struct json_scan sent, answer;
	struct buffer path; /* ends with a NUL that is not counted */
	struct buffer member, before, after;
	size_t left; /* how many differences may still be reported */
	json_difference_fn *report;
	void *arg;
};

/* A number as digits without zeros at either end, times a power of ten. */
struct decimal {
	bool negative;
	const char *at, *end; /* the first and the last significant digit */
	size_t count;	      /* of significant digits */
	int64_t exponent;     /* of the last digit */
};

/* Larger exponents are all the same to us. */
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
json_compare_numbers_equal(const char *one, size_t one_len, const char *two,
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
set_text(struct buffer *b, const struct json_scan *s,
	 const struct json_token *t)
{
	b->len = 0;
	if (t)
		buffer_add(b, s->text + t->start, t->end - t->start);
	buffer_add(b, "", 1);
}

static void
report_difference(struct comparison *c, enum json_difference_kind kind,
		  const struct json_token *before,
		  const struct json_token *after)
{
	struct json_difference d = { .kind = kind };

	if (c->left == 0)
		return;
	c->left--;
	set_text(&c->before, &c->sent, before);
	set_text(&c->after, &c->answer, after);
	d.path = c->path.at;
	d.member = c->member.at;
	d.before = c->before.at;
	d.after = c->after.at;
	c->report(c->arg, &d);
}

static void
end_path(struct comparison *c, size_t len)
{
	c->path.len = len;
	buffer_add(&c->path, "", 1);
	c->path.len = len;
}

/* Appends a name to the path; returns the length to restore by end_path(). */
static size_t
enter_path(struct comparison *c, const struct json_scan *s,
	   const struct json_token *name)
{
	size_t back = c->path.len;

	if (back > 0)
		buffer_str(&c->path, ".");
	json_token_decode(s, name, &c->path);
	end_path(c, c->path.len);
	if (back == 0) {
		c->member.len = 0;
		buffer_add(&c->member, c->path.at, c->path.len + 1);
	}
	return back;
}

/* Returns the member of that name in another object, or NULL. */
static const struct json_token *
find_same_member(const struct json_scan *s, const struct json_token *name,
		 const struct json_scan *in, const struct json_token *object)
{
	const struct json_token *at = json_token_first(object), *value,
				*found = NULL;
	struct buffer text = { 0 };

	json_token_decode(s, name, &text);
	for (; at < json_token_end(in, object);
	     at = json_token_next(in, value)) {
		value = json_token_next(in, at);
		if (json_token_equals(in, at, text.at ? text.at : "", text.len))
			found = value;
	}
	buffer_free(&text);
	return found;
}

static void compare(struct comparison *, const struct json_token *,
		    const struct json_token *);

static void
compare_objects(struct comparison *c, const struct json_token *a,
		const struct json_token *b)
{
	const struct json_token *name, *value, *other;
	size_t back;

	for (name = json_token_first(a); name < json_token_end(&c->sent, a);
	     name = json_token_next(&c->sent, value)) {
		value = json_token_next(&c->sent, name);
		other = find_same_member(&c->sent, name, &c->answer, b);
		back = enter_path(c, &c->sent, name);
		if (other)
			compare(c, value, other);
		else
			report_difference(c, JSON_DIFFERENCE_MISSING, value,
					  NULL);
		end_path(c, back);
	}
	for (name = json_token_first(b);
	     c->left > 0 && name < json_token_end(&c->answer, b);
	     name = json_token_next(&c->answer, value)) {
		value = json_token_next(&c->answer, name);
		if (find_same_member(&c->answer, name, &c->sent, a))
			continue;
		back = enter_path(c, &c->answer, name);
		report_difference(c, JSON_DIFFERENCE_ADDED, NULL, value);
		end_path(c, back);
	}
}

static void
compare_arrays(struct comparison *c, const struct json_token *a,
	       const struct json_token *b)
{
	const struct json_token *x = json_token_first(a),
				*y = json_token_first(b);
	size_t i, back = c->path.len;

	for (i = 0; x < json_token_end(&c->sent, a) &&
		    y < json_token_end(&c->answer, b);
	     i++) {
		buffer_printf(&c->path, "[%zu]", i);
		end_path(c, c->path.len);
		compare(c, x, y);
		end_path(c, back);
		x = json_token_next(&c->sent, x);
		y = json_token_next(&c->answer, y);
	}
	if (x < json_token_end(&c->sent, a) ||
	    y < json_token_end(&c->answer, b))
		report_difference(c, JSON_DIFFERENCE_CHANGED, a, b);
}

static bool
same_strings(const struct comparison *c, const struct json_token *a,
	     const struct json_token *b)
{
	struct buffer text = { 0 };
	bool is;

	json_token_decode(&c->sent, a, &text);
	is = json_token_equals(&c->answer, b, text.at ? text.at : "", text.len);
	buffer_free(&text);
	return is;
}

static void
compare(struct comparison *c, const struct json_token *a,
	const struct json_token *b)
{
	const char *one = c->sent.text + a->start;
	const char *two = c->answer.text + b->start;
	size_t one_len = a->end - a->start, two_len = b->end - b->start;

	if (a->kind != b->kind) {
		report_difference(c, JSON_DIFFERENCE_RETYPED, a, b);
		return;
	}
	switch (a->kind) {
	case JSON_OBJECT:
		compare_objects(c, a, b);
		break;
	case JSON_ARRAY:
		compare_arrays(c, a, b);
		break;
	case JSON_STRING:
		if (!same_strings(c, a, b))
			report_difference(c, JSON_DIFFERENCE_CHANGED, a, b);
		break;
	case JSON_NUMBER:
		if (!json_compare_numbers_equal(one, one_len, two, two_len))
			report_difference(c, JSON_DIFFERENCE_ROUNDED, a, b);
		break;
	default:
		if (one_len != two_len || memcmp(one, two, one_len) != 0)
			report_difference(c, JSON_DIFFERENCE_CHANGED, a, b);
		break;
	}
}

int
json_compare(const char *sent, size_t sent_len, const char *answer, size_t len,
	     size_t max, json_difference_fn *report, void *arg, char *why,
	     size_t size)
{
	struct comparison c = { .left = max, .report = report, .arg = arg };
	int bad = -1;

	end_path(&c, 0);
	if (json_scan(&c.sent, sent, sent_len)) {
		snprintf(why, size, "the request is not one JSON object");
	} else if (len == 0) {
		snprintf(why, size, "the response is empty");
	} else if (json_scan(&c.answer, answer, len)) {
		snprintf(why, size,
			 "the response is not one JSON object: byte %zu: %s",
			 c.answer.error_at, c.answer.error);
	} else if (c.answer.count > TOKENS_MAX) {
		snprintf(why, size,
			 "the response has more than %zu names and values",
			 TOKENS_MAX);
	} else {
		compare(&c, json_token_root(&c.sent),
			json_token_root(&c.answer));
		bad = 0;
	}
	json_scan_free(&c.sent);
	json_scan_free(&c.answer);
	buffer_free(&c.path);
	buffer_free(&c.member);
	buffer_free(&c.before);
	buffer_free(&c.after);
	return bad;
}
