/* json_members - a JSON object as a list. */

#include "json_members.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "base/str.h"
#include "json_value.h"

static struct json_member *
find(const struct json_members *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (strcmp(m->at[i].name, name) == 0)
			return &m->at[i];
	return NULL;
}

const char *
json_members_get(const struct json_members *m, const char *name)
{
	const struct json_member *e = find(m, name);

	return e ? e->json : NULL;
}

void
json_members_set(struct json_members *m, const char *name, const char *json)
{
	struct json_member *e = find(m, name);
	char *value = str_dup(json);

	if (e) {
		free(e->json);
		e->json = value;
		return;
	}
	m->at = reallocarray(m->at, m->count + 1, sizeof *m->at);
	if (!m->at)
		die(EXIT_TEMPORARY, "cannot store a JSON member:");
	m->at[m->count++] = (struct json_member){ str_dup(name), value };
}

void
json_members_set_text(struct json_members *m, const char *name,
		      const char *text)
{
	struct buffer json = { 0 };

	json_write_string(&json, text, strlen(text));
	buffer_add(&json, "", 1);
	json_members_set(m, name, json.at);
	buffer_free(&json);
}

void
json_members_remove(struct json_members *m, const char *name)
{
	struct json_member *e = find(m, name);

	if (!e)
		return;
	free(e->name);
	free(e->json);
	m->count--;
	memmove(e, e + 1, (size_t)(m->at + m->count - e) * sizeof *e);
}

void
json_members_merge(struct json_members *m, const struct json_members *others)
{
	size_t i;

	for (i = 0; i < others->count; i++)
		json_members_set(m, others->at[i].name, others->at[i].json);
}

void
json_members_read(struct json_members *m, const struct json_scan *s,
		  const struct json_token *object)
{
	const struct json_token *name = json_token_first(object), *value;
	struct buffer word = { 0 }, json = { 0 };

	for (; name < json_token_end(s, object);
	     name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		word.len = json.len = 0;
		json_value_add_text(&word, s->text + name->start,
				    name->end - name->start);
		buffer_add(&word, "", 1);
		json_value_compact(&json, s->text + value->start,
				   value->end - value->start);
		buffer_add(&json, "", 1);
		json_members_set(m, word.at, json.at);
	}
	buffer_free(&word);
	buffer_free(&json);
}

void
json_members_write(struct buffer *out, const struct json_members *m)
{
	size_t i;

	buffer_str(out, "{");
	for (i = 0; i < m->count; i++) {
		buffer_str(out, i ? "," : "");
		json_write_string(out, m->at[i].name, strlen(m->at[i].name));
		buffer_str(out, ":");
		buffer_str(out, m->at[i].json);
	}
	buffer_str(out, "}");
}

void
json_members_free(struct json_members *m)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		free(m->at[i].name);
		free(m->at[i].json);
	}
	free(m->at);
	*m = (struct json_members){ 0 };
}
