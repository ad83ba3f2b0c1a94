/* forget - a line of the journal without a person in it. */

#include "anonymise.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"

/* The members of a body that name somebody. */
static const char *const names[] = {
	"caller",	  "callee",
	"from",		  "to",
	"sipLogin",	  "sipAuthenticationName",
	"sipVisibleName", "visibleName",
	"target",	  "name",
};

/* Whose the other names are that stand beside these. */
static const struct {
	const char *whose;
	const char *name;
} kin[] = {
	{ "sipLogin", "sipVisibleName" },
	{ "sipLogin", "sipAuthenticationName" },
	{ "caller", "visibleName" },
	{ "from", "visibleName" },
};

/* What goes with them: what was said, and a message with names in it. */
static const char *const contents[] = { "body", "sipMessageRaw" };

/* What may say who it was. */
static const char *const remarks[] = { "info" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A line that is being made. */
struct work {
	const struct person *person;
	const struct scan *s;
	struct buffer *out;
	size_t from; /* the line is copied up to here */
	bool named;  /* its body names the person */
};

static bool
is_one_of(const struct scan *s, const struct token *name,
	  const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (token_says(s, name, list[i], strlen(list[i])))
			return true;
	return false;
}

/* The text of a string; good until the next call. */
static const struct buffer *
said(const struct scan *s, const struct token *string)
{
	static struct buffer text;

	text.len = 0;
	token_decode(s, string, &text);
	return &text;
}

/* What the value says without the person; NULL: it does not name him. */
static const struct buffer *
without(const struct work *w, const struct token *value)
{
	static struct buffer rest;
	const struct buffer *text;

	rest.len = 0;
	/* A number that reads like the person is the person. */
	if (value->kind == NUMBER &&
	    person_is(w->person, w->s->text + value->start,
		      value->end - value->start)) {
		buffer_str(&rest, ERASED);
		return &rest;
	}
	if (value->kind != STRING)
		return NULL;
	text = said(w->s, value);
	return text->len && person_replace(w->person, &rest, text->at,
					   text->len, ERASED)
		   ? &rest
		   : NULL;
}

/* Copies up to the value, and what stands for it. */
static void
replace(struct work *w, const struct token *value, const char *text, size_t len)
{
	buffer_add(w->out, w->s->text + w->from, value->start - w->from);
	json_add_string(w->out, text, len);
	w->from = value->end;
}

static void
erase(struct work *w, const struct token *value)
{
	replace(w, value, ERASED, strlen(ERASED));
}

/* Names, and lists of names. */
static void
replace_names(struct work *w, const struct token *value)
{
	const struct token *t = value;
	const struct token *end = token_next(w->s, value);

	for (; t < end; t = t->kind == ARRAY ? t + 1 : token_next(w->s, t)) {
		const struct buffer *rest = without(w, t);

		if (rest)
			replace(w, t, rest->at, rest->len);
	}
}

/* Does one of the names in it name the person? */
static bool
names_person(const struct work *w, const struct token *value)
{
	const struct token *t = value;
	const struct token *end = token_next(w->s, value);

	for (; t < end; t = t->kind == ARRAY ? t + 1 : token_next(w->s, t))
		if (without(w, t))
			return true;
	return false;
}

/* Does any object in the body name the person, at any depth? */
static bool
is_named(const struct work *w, const struct token *body)
{
	const struct token *t;

	for (t = body + 1; t < token_end(w->s, body); t++)
		if (t->is_name && is_one_of(w->s, t, names, COUNT(names)) &&
		    names_person(w, token_next(w->s, t)))
			return true;
	return false;
}

static bool
is_raw_of(const struct work *w, const struct token *name,
	  const struct token *value)
{
	const struct buffer *text;

	if (value->kind != STRING ||
	    !token_says(w->s, name, "sipMessageRaw", strlen("sipMessageRaw")))
		return false;
	text = said(w->s, value);
	return text->len && person_is_addressed(w->person, text->at, text->len);
}

/* Is it a name of whom another member of the body names? */
static bool
is_kin(const struct work *w, const struct token *body, const struct token *name)
{
	size_t i;

	for (i = 0; i < COUNT(kin); i++) {
		const struct token *whose;

		if (!token_says(w->s, name, kin[i].name, strlen(kin[i].name)))
			continue;
		whose = token_member(w->s, body, kin[i].whose);
		if (whose && names_person(w, whose))
			return true;
	}
	return false;
}

static bool
tells_of(const struct work *w, const struct token *value)
{
	const struct buffer *text;

	if (value->kind != STRING)
		return false;
	text = said(w->s, value);
	return text->len && person_is_said(w->person, text->at, text->len);
}

/* Null and the empty string tell of nobody. */
static bool
is_empty(const struct token *value)
{
	return value->kind == NOTHING ||
	       (value->kind == STRING && value->end - value->start == 2);
}

/* One member of the body, or of an object in it; true: it was replaced. */
static bool
replace_member(struct work *w, const struct token *body,
	       const struct token *name, const struct token *value)
{
	size_t before = w->from;

	if (is_empty(value))
		return false;
	if ((w->named && is_one_of(w->s, name, contents, COUNT(contents))) ||
	    is_raw_of(w, name, value) || is_kin(w, body, name) ||
	    (w->named && is_one_of(w->s, name, remarks, COUNT(remarks)) &&
	     tells_of(w, value)))
		erase(w, value);
	else if (is_one_of(w->s, name, names, COUNT(names)))
		replace_names(w, value);
	return w->from != before;
}

static void
replace_in_body(struct work *w, const struct token *body)
{
	const struct token *t = body + 1, *value;

	while (t < token_end(w->s, body)) {
		value = t->is_name ? token_next(w->s, t) : NULL;
		if (value && replace_member(w, body, t, value))
			t = token_next(w->s, value);
		else
			t++;
	}
}

/* What a limit counted by may be the person's name. */
static void
replace_places(struct work *w, const struct token *places)
{
	const struct token *t = token_first(places);

	if (places->kind != ARRAY)
		return;
	for (; t < token_end(w->s, places); t = token_next(w->s, t))
		if (tells_of(w, t))
			erase(w, t);
}

static void
replace_in_line(struct work *w, const struct token *body)
{
	const struct scan *s = w->s;
	const struct token *root = token_root(s), *name = token_first(root);
	const struct token *value;

	for (; name < token_end(s, root); name = token_next(s, value)) {
		value = token_next(s, name);
		if (value == body)
			replace_in_body(w, body);
		else if (w->named && token_says(s, name, "places", 6))
			replace_places(w, value);
		else if (w->named && token_says(s, name, "reason", 6) &&
			 tells_of(w, value))
			erase(w, value);
	}
}

bool
forget(struct buffer *out, struct scan *s, const char *line, size_t len,
       const struct person *person, bool *garbled)
{
	struct work w = { .person = person, .s = s, .out = out };
	const struct token *body;

	*garbled = false;
	/* Nearly all lines are not about the person, and need not be read; an
	 * escape may hide one. */
	if (!memmem(line, len, person->login, strlen(person->login)) &&
	    !memchr(line, '\\', len))
		return false;
	s->deeper = 1;
	if (scan(s, line, len)) {
		*garbled = person_is_said(person, line, len);
		return false;
	}
	body = token_member(s, token_root(s), "body");
	if (!body || body->kind != OBJECT)
		return false;
	w.named = is_named(&w, body);
	replace_in_line(&w, body);
	if (w.from == 0)
		return false;
	buffer_add(out, line + w.from, len - w.from);
	return true;
}
