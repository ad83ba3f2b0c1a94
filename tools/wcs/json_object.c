/* members - a JSON object as a list. */

#include "json_object.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "json_value.h"

static char *
copy(const char *text)
{
	char *c = strdup(text);

	if (!c)
		die(EXIT_AGAIN, "a member:");
	return c;
}

static struct entry *
find(const struct members *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->at[i].name, name) == 0)
			return &m->at[i];
	return NULL;
}

const char *
members_get(const struct members *m, const char *name)
{
	const struct entry *e = find(m, name);

	return e ? e->json : NULL;
}

void
members_set(struct members *m, const char *name, const char *json)
{
	struct entry *e = find(m, name);
	char *value = copy(json);

	if (e) {
		free(e->json);
		e->json = value;
		return;
	}
	m->at = reallocarray(m->at, m->count + 1, sizeof *m->at);
	if (!m->at)
		die(EXIT_AGAIN, "a member:");
	m->at[m->count++] = (struct entry){ copy(name), value };
}

void
members_set_text(struct members *m, const char *name, const char *text)
{
	struct buffer json = { 0 };

	json_add_string(&json, text, strlen(text));
	buffer_add(&json, "", 1);
	members_set(m, name, json.at);
	buffer_free(&json);
}

void
members_remove(struct members *m, const char *name)
{
	struct entry *e = find(m, name);

	if (!e)
		return;
	free(e->name);
	free(e->json);
	m->count--;
	memmove(e, e + 1, (size_t)(m->at + m->count - e) * sizeof *e);
}

void
members_merge(struct members *m, const struct members *others)
{
	size_t i;

	for (i = 0; i < others->count; i++)
		members_set(m, others->at[i].name, others->at[i].json);
}

void
members_read(struct members *m, const struct scan *s,
	     const struct token *object)
{
	const struct token *name = token_first(object), *value;
	struct buffer word = { 0 }, json = { 0 };

	for (; name < token_end(s, object); name = token_next(s, value)) {
		value = token_next(s, name);
		word.len = json.len = 0;
		jsontext_say(&word, s->text + name->start,
			     name->end - name->start);
		buffer_add(&word, "", 1);
		jsontext_compact(&json, s->text + value->start,
				 value->end - value->start);
		buffer_add(&json, "", 1);
		members_set(m, word.at, json.at);
	}
	buffer_free(&word);
	buffer_free(&json);
}

void
members_write(struct buffer *out, const struct members *m)
{
	size_t i;

	buffer_str(out, "{");
	for (i = 0; i < m->count; i++) {
		buffer_str(out, i ? "," : "");
		json_add_string(out, m->at[i].name, strlen(m->at[i].name));
		buffer_str(out, ":");
		buffer_str(out, m->at[i].json);
	}
	buffer_str(out, "}");
}

void
members_free(struct members *m)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		free(m->at[i].name);
		free(m->at[i].json);
	}
	free(m->at);
	*m = (struct members){ 0 };
}
