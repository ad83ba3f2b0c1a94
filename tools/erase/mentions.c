/* mentions - where lines of the journal still name a person. */

#include "mentions.h"

#include <stdio.h>
#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "journal/journal_rewrite.h"

/* A line that is searched. */
struct search {
	struct mentions *m;
	const struct json_scan *scan;
	struct buffer *out; /* or NULL */
	size_t copied;	    /* the line is copied up to here */
	char path[MENTIONS_PATH_SIZE];
};

/* Members of a line whose values no sender of a hook can choose. */
static const char *const own[] = { "time", "hook",    "status", "us",
				   "lost", "counted", "bytes" };

static void
count(struct mentions *m, const char *path)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->at[i].path, path) == 0)
			break;
	if (i == MENTIONS_MAX) {
		m->others++;
		return;
	}
	if (i == m->count) {
		snprintf(m->at[i].path, sizeof m->at[i].path, "%s", path);
		m->at[i].values = 0;
		m->count++;
	}
	m->at[i].values++;
}

/* Is this the path of an id, such as callId? */
static bool
is_id(const char *path)
{
	const char *dot = strrchr(path, '.');
	const char *name = dot ? dot + 1 : path;
	size_t len = strlen(name);

	return strcmp(name, "id") == 0 || strcmp(name, "appKey") == 0 ||
	       (len > 2 && strcmp(name + len - 2, "Id") == 0);
}

/* Appends the text with `instead` for each mention, or for all of it. */
static void
replace_words(const struct sip_party *p, struct buffer *out, const char *text,
	      size_t len, const char *instead)
{
	struct buffer rest = { 0 }, unused = { 0 };
	const char *at = text, *end = text + len;
	struct text_part word;

	while (sip_party_find(p, at, (size_t)(end - at), &word)) {
		buffer_add(&rest, at, (size_t)(word.at - at));
		buffer_str(&rest, instead);
		at = word.at + word.len;
	}
	buffer_add(&rest, at, (size_t)(end - at));
	/* What is percent-encoded or an address that has no word. */
	if (sip_party_in_text(p, rest.at, rest.len) ||
	    sip_party_replace(p, &unused, rest.at, rest.len, instead))
		buffer_str(out, instead);
	else
		buffer_add(out, rest.at, rest.len);
	buffer_free(&rest);
	buffer_free(&unused);
}

static void
replace(struct search *s, const struct json_token *t, const struct buffer *text)
{
	const char *instead =
	    is_id(s->path) && s->m->id[0] ? s->m->id : JOURNAL_ERASED;
	struct buffer rest = { 0 };

	replace_words(s->m->person, &rest, text->at, text->len, instead);
	buffer_add(s->out, s->scan->text + s->copied, t->start - s->copied);
	json_write_string(s->out, rest.at, rest.len);
	s->copied = t->end;
	buffer_free(&rest);
}

/* A string, a number or the name of a member. */
static void
search_text(struct search *s, const struct json_token *t)
{
	const struct sip_party *p = s->m->person;
	struct buffer text = { 0 }, unused = { 0 };
	bool has;

	if (t->kind == JSON_NUMBER)
		buffer_add(&text, s->scan->text + t->start, t->end - t->start);
	else
		json_token_decode(s->scan, t, &text);
	if (t->kind == JSON_NUMBER)
		has = sip_party_equals(p, text.at, text.len);
	else
		has = text.len > 0 &&
		      (sip_party_in_text(p, text.at, text.len) ||
		       sip_party_replace(p, &unused, text.at, text.len, ""));
	if (has) {
		count(s->m, s->path);
		if (s->out)
			replace(s, t, &text);
	}
	buffer_free(&text);
	buffer_free(&unused);
}

/* Appends the name of a member to the path; a longer one ends earlier. */
static void
enter(struct search *s, const struct json_token *name)
{
	size_t len = strlen(s->path);
	struct buffer text = { 0 };

	json_token_decode(s->scan, name, &text);
	buffer_byte(&text, '\0');
	snprintf(s->path + len, sizeof s->path - len, "%s%s", len ? "." : "",
		 text.at);
	buffer_free(&text);
}

/* Depth is bounded by json_scan(). */
static void
search_value(struct search *s, const struct json_token *t)
{
	const struct json_token *end = json_token_end(s->scan, t), *at;
	size_t len = strlen(s->path);

	if (t->kind == JSON_STRING || t->kind == JSON_NUMBER)
		search_text(s, t);
	if (t->kind != JSON_OBJECT && t->kind != JSON_ARRAY)
		return;
	for (at = json_token_first(t); at < end;
	     at = json_token_next(s->scan, at)) {
		if (t->kind == JSON_OBJECT) {
			search_text(s, at);
			enter(s, at);
			at = json_token_next(s->scan, at);
		}
		search_value(s, at);
		s->path[len] = '\0';
	}
}

static bool
is_own(const struct json_scan *s, const struct json_token *name)
{
	size_t i;

	for (i = 0; i < sizeof own / sizeof *own; i++)
		if (json_token_equals(s, name, own[i], strlen(own[i])))
			return true;
	return false;
}

bool
mentions_in_line(struct mentions *m, struct buffer *out, struct json_scan *scan,
		 const char *line, size_t len)
{
	struct search s = { .m = m, .scan = scan, .out = out };
	const struct json_token *root, *name, *value;

	scan->extra_depth = 1;
	if (!sip_party_may_be_in(m->person, line, len) ||
	    json_scan(scan, line, len))
		return false;
	root = json_token_root(scan);
	value = json_token_member(scan, root, "body");
	if (!value || value->kind != JSON_OBJECT)
		return false;
	for (name = json_token_first(root); name < json_token_end(scan, root);
	     name = json_token_next(scan, value)) {
		value = json_token_next(scan, name);
		if (is_own(scan, name))
			continue;
		s.path[0] = '\0';
		if (!json_token_equals(scan, name, "body", 4))
			enter(&s, name);
		search_value(&s, value);
	}
	if (s.copied == 0)
		return false;
	buffer_add(out, line + s.copied, len - s.copied);
	return true;
}
