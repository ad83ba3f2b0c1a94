/* anonymise - removes a person from a line of the journal. */

#include "anonymise.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"

/* Members of a body that name a person. */
static const char *const names[] = {
	"caller",	  "callee",
	"from",		  "to",
	"sipLogin",	  "sipAuthenticationName",
	"sipVisibleName", "visibleName",
	"target",	  "name",
};

/* Members that are a second name of the person in `owner`. */
static const struct {
	const char *owner;
	const char *name;
} companions[] = {
	{ "sipLogin", "sipVisibleName" },
	{ "sipLogin", "sipAuthenticationName" },
	{ "caller", "visibleName" },
	{ "from", "visibleName" },
};

/* Members that go when the body names the person. */
static const char *const contents[] = { "body", "sipMessageRaw" };

/* Members that go, too, if their text mentions the person. */
static const char *const remarks[] = { "info" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A line that is rewritten. */
struct anonymiser {
	const struct sip_party *person;
	const struct json_scan *scan;
	struct buffer *out;
	size_t copied;	  /* the line is copied up to here */
	bool names_party; /* the body, or what a connect proved, does */
};

static bool
is_one_of(const struct json_scan *s, const struct json_token *name,
	  const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (json_token_equals(s, name, list[i], strlen(list[i])))
			return true;
	return false;
}

/* The text of a string; good until the next call. */
static const struct buffer *
string_text(const struct json_scan *s, const struct json_token *string)
{
	static struct buffer text;

	text.len = 0;
	json_token_decode(s, string, &text);
	return &text;
}

/*
 * The value's text without the person, good until the next call; NULL: the
 * value does not name the person.
 */
static const struct buffer *
replaced_text(const struct anonymiser *w, const struct json_token *value)
{
	static struct buffer rest;
	const struct buffer *text;

	rest.len = 0;
	/* A number may be the person's name. */
	if (value->kind == JSON_NUMBER &&
	    sip_party_equals(w->person, w->scan->text + value->start,
			     value->end - value->start)) {
		buffer_str(&rest, ERASED);
		return &rest;
	}
	if (value->kind != JSON_STRING)
		return NULL;
	text = string_text(w->scan, value);
	return text->len && sip_party_replace(w->person, &rest, text->at,
					      text->len, ERASED)
		   ? &rest
		   : NULL;
}

/* Copies the line up to the value, and a string instead of the value. */
static void
replace(struct anonymiser *w, const struct json_token *value, const char *text,
	size_t len)
{
	buffer_add(w->out, w->scan->text + w->copied, value->start - w->copied);
	json_write_string(w->out, text, len);
	w->copied = value->end;
}

static void
erase(struct anonymiser *w, const struct json_token *value)
{
	replace(w, value, ERASED, strlen(ERASED));
}

/* Replaces the person in a name, or in an array of names. */
static void
replace_names(struct anonymiser *w, const struct json_token *value)
{
	const struct json_token *t = value;
	const struct json_token *end = json_token_next(w->scan, value);

	for (; t < end;
	     t = t->kind == JSON_ARRAY ? t + 1 : json_token_next(w->scan, t)) {
		const struct buffer *rest = replaced_text(w, t);

		if (rest)
			replace(w, t, rest->at, rest->len);
	}
}

/* Is the value, or an item of the array, a name of the person? */
static bool
names_party(const struct anonymiser *w, const struct json_token *value)
{
	const struct json_token *t = value;
	const struct json_token *end = json_token_next(w->scan, value);

	for (; t < end;
	     t = t->kind == JSON_ARRAY ? t + 1 : json_token_next(w->scan, t))
		if (replaced_text(w, t))
			return true;
	return false;
}

/* Does any object in the body name the person, at any depth? */
static bool
is_named(const struct anonymiser *w, const struct json_token *body)
{
	const struct json_token *t;

	for (t = body + 1; t < json_token_end(w->scan, body); t++)
		if (t->is_name && is_one_of(w->scan, t, names, COUNT(names)) &&
		    names_party(w, json_token_next(w->scan, t)))
			return true;
	return false;
}

static bool
is_raw_of(const struct anonymiser *w, const struct json_token *name,
	  const struct json_token *value)
{
	const struct buffer *text;

	if (value->kind != JSON_STRING ||
	    !json_token_equals(w->scan, name, "sipMessageRaw",
			       strlen("sipMessageRaw")))
		return false;
	text = string_text(w->scan, value);
	return text->len &&
	       sip_party_in_sip_message(w->person, text->at, text->len);
}

/* Is this a second name, and does the member `owner` name the person? */
static bool
is_companion(const struct anonymiser *w, const struct json_token *body,
	     const struct json_token *name)
{
	size_t i;

	for (i = 0; i < COUNT(companions); i++) {
		const struct json_token *owner;

		if (!json_token_equals(w->scan, name, companions[i].name,
				       strlen(companions[i].name)))
			continue;
		owner = json_token_member(w->scan, body, companions[i].owner);
		if (owner && names_party(w, owner))
			return true;
	}
	return false;
}

static bool
mentions_party(const struct anonymiser *w, const struct json_token *value)
{
	const struct buffer *text;

	if (value->kind != JSON_STRING)
		return false;
	text = string_text(w->scan, value);
	return text->len && sip_party_in_text(w->person, text->at, text->len);
}

/* Null and the empty string name nobody. */
static bool
is_empty(const struct json_token *value)
{
	return value->kind == JSON_NULL ||
	       (value->kind == JSON_STRING && value->end - value->start == 2);
}

/* A member of the body, or of an object in it; true: something was replaced. */
static bool
replace_member(struct anonymiser *w, const struct json_token *body,
	       const struct json_token *name, const struct json_token *value)
{
	size_t before = w->copied;

	if (is_empty(value))
		return false;
	if ((w->names_party &&
	     is_one_of(w->scan, name, contents, COUNT(contents))) ||
	    is_raw_of(w, name, value) || is_companion(w, body, name) ||
	    (w->names_party &&
	     is_one_of(w->scan, name, remarks, COUNT(remarks)) &&
	     mentions_party(w, value)))
		erase(w, value);
	else if (is_one_of(w->scan, name, names, COUNT(names)))
		replace_names(w, value);
	return w->copied != before;
}

static void
replace_in_body(struct anonymiser *w, const struct json_token *body)
{
	const struct json_token *t = body + 1, *value;

	while (t < json_token_end(w->scan, body)) {
		value = t->is_name ? json_token_next(w->scan, t) : NULL;
		if (value && replace_member(w, body, t, value))
			t = json_token_next(w->scan, value);
		else
			t++;
	}
}

/* A limit's slot may have the person's name. */
static void
replace_slots(struct anonymiser *w, const struct json_token *slots)
{
	const struct json_token *t = json_token_first(slots);

	if (slots->kind != JSON_ARRAY)
		return;
	for (; t < json_token_end(w->scan, slots);
	     t = json_token_next(w->scan, t))
		if (mentions_party(w, t))
			erase(w, t);
}

static void
replace_in_line(struct anonymiser *w, const struct json_token *body)
{
	const struct json_scan *s = w->scan;
	const struct json_token *root = json_token_root(s),
				*name = json_token_first(root);
	const struct json_token *value;

	for (; name < json_token_end(s, root);
	     name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		if (value == body || (value->kind == JSON_OBJECT &&
				      json_token_equals(s, name, "facts", 5)))
			replace_in_body(w, value);
		else if (w->names_party &&
			 (json_token_equals(s, name, "slots", 5) ||
			  json_token_equals(s, name, "places", 6)))
			replace_slots(w, value);
		else if (w->names_party &&
			 json_token_equals(s, name, "reason", 6) &&
			 mentions_party(w, value))
			erase(w, value);
	}
}

bool
anonymise(struct buffer *out, struct json_scan *s, const char *line, size_t len,
	  const struct sip_party *person, bool *garbled)
{
	struct anonymiser w = { .person = person, .scan = s, .out = out };
	const struct json_token *body, *facts;

	*garbled = false;
	/* Most lines need no scan. */
	if (!sip_party_may_be_in(person, line, len))
		return false;
	s->extra_depth = 1;
	if (json_scan(s, line, len)) {
		*garbled = sip_party_in_text(person, line, len);
		return false;
	}
	body = json_token_member(s, json_token_root(s), "body");
	if (!body || body->kind != JSON_OBJECT)
		return false;
	facts = json_token_member(s, json_token_root(s), "facts");
	w.names_party =
	    is_named(&w, body) ||
	    (facts && facts->kind == JSON_OBJECT && is_named(&w, facts));
	replace_in_line(&w, body);
	if (w.copied == 0)
		return false;
	buffer_add(out, line + w.copied, len - w.copied);
	return true;
}
