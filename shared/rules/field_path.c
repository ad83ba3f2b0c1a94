/* member - where in a body a FIELD of a rule is. */

#include "field_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "rule_lexer.h"

/* Copies the text for its names to stand in, parted by NUL bytes. */
static void
part(struct member_path *m, const char *text)
{
	char *at = strdup(text);
	size_t i;

	m->text = strdup(text);
	m->names = calloc(m->depth, sizeof *m->names);
	if (!at || !m->text || !m->names)
		die(EXIT_AGAIN, "a field:");
	for (i = 0; i < m->depth; i++)
		m->names[i] = strsep(&at, ".");
}

const char *
member_parse(struct member_path *m, const char *text)
{
	const char *at = text;
	size_t len;

	*m = (struct member_path){ 0 };
	for (;;) {
		len = strcspn(at, ".");
		if (len == 0)
			return text[0] ? "has an empty name between its dots"
				       : "is empty";
		if (++m->depth > SCAN_DEPTH)
			return "is deeper than a body can be";
		if (!at[len])
			break;
		at += len + 1;
	}
	part(m, text);
	return NULL;
}

void
member_free(struct member_path *m)
{
	if (m->names)
		free(m->names[0]);
	free(m->names);
	free(m->text);
	*m = (struct member_path){ 0 };
}

static const struct token *
look_for(const struct scan *s, const struct member_path *m)
{
	const struct token *t = token_root(s);
	size_t i;

	for (i = 0; i < m->depth; i++) {
		if (t->kind != OBJECT)
			return NULL;
		t = token_member(s, t, m->names[i]);
		if (!t)
			return NULL;
	}
	return t;
}

/* Rules ask for the same few fields, one after the other: these are kept. */
#define KEPT 8

const struct token *
member_find(const struct scan *s, const struct member_path *m)
{
	static struct {
		uint64_t reading;
		char text[32];
		const struct token *found;
	} kept[KEPT];
	static size_t next;
	size_t len = strlen(m->text), i;

	for (i = 0; i < KEPT; i++)
		if (kept[i].reading == s->reading &&
		    strcmp(kept[i].text, m->text) == 0)
			return kept[i].found;
	if (len >= sizeof kept->text)
		return look_for(s, m);
	i = next++ % KEPT;
	kept[i].reading = s->reading;
	memcpy(kept[i].text, m->text, len + 1);
	kept[i].found = look_for(s, m);
	return kept[i].found;
}

void
member_print(const struct member_path *m, struct buffer *out)
{
	word_add_name(out, m->text);
}
