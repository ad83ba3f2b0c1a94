/* member - where in a body a FIELD of a rule is. */

#include "field_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "rule_lexer.h"

/* Copies the text for its names to stand in, parted by NUL bytes. */
static void
split(struct field_path *m, const char *text)
{
	char *at = strdup(text);
	size_t i;

	m->text = strdup(text);
	m->names = calloc(m->depth, sizeof *m->names);
	if (!at || !m->text || !m->names)
		die(EXIT_TEMPORARY, "a field:");
	for (i = 0; i < m->depth; i++)
		m->names[i] = strsep(&at, ".");
}

const char *
field_path_parse(struct field_path *m, const char *text)
{
	const char *at = text;
	size_t len;

	*m = (struct field_path){ 0 };
	for (;;) {
		len = strcspn(at, ".");
		if (len == 0)
			return text[0] ? "has an empty name between its dots"
				       : "is empty";
		if (++m->depth > JSON_SCAN_DEPTH)
			return "is deeper than a body can be";
		if (!at[len])
			break;
		at += len + 1;
	}
	split(m, text);
	return NULL;
}

void
field_path_free(struct field_path *m)
{
	if (m->names)
		free(m->names[0]);
	free(m->names);
	free(m->text);
	*m = (struct field_path){ 0 };
}

static const struct json_token *
find_uncached(const struct json_scan *s, const struct field_path *m)
{
	const struct json_token *t = json_token_root(s);
	size_t i;

	for (i = 0; i < m->depth; i++) {
		if (t->kind != JSON_OBJECT)
			return NULL;
		t = json_token_member(s, t, m->names[i]);
		if (!t)
			return NULL;
	}
	return t;
}

/* Rules ask for the same few fields, one after the other: these are kept. */
#define KEPT 8

const struct json_token *
field_path_find(const struct json_scan *s, const struct field_path *m)
{
	static struct {
		uint64_t reading;
		char text[32];
		const struct json_token *found;
	} kept[KEPT];
	static size_t next;
	size_t len = strlen(m->text), i;

	for (i = 0; i < KEPT; i++)
		if (kept[i].reading == s->serial &&
		    strcmp(kept[i].text, m->text) == 0)
			return kept[i].found;
	if (len >= sizeof kept->text)
		return find_uncached(s, m);
	i = next++ % KEPT;
	kept[i].reading = s->serial;
	memcpy(kept[i].text, m->text, len + 1);
	kept[i].found = find_uncached(s, m);
	return kept[i].found;
}

void
field_path_print(const struct field_path *m, struct buffer *out)
{
	rule_lexer_print_name(out, m->text);
}
