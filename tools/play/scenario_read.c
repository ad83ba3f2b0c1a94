/* scenario_read - reads a scenario's file. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "json_reader.h"
#include "scenario.h"
#include "scenario_parts.h"

/* Bytes; a longer file is an error. */
#define FILE_MAX ((size_t)16 * 1024 * 1024)

/* Every ${...} must name an object, or one of these variables. */
static int
check_references(struct json_reader *r, const struct json_token *at,
		 const char *json, const struct json_members *vars)
{
	const struct scenario *s = r->scenario;
	struct vars v = { .objects = s->objects,
			  .object_count = s->object_count };
	char name[VARS_NAME_MAX], *dot;

	while (vars_reference(&json, name)) {
		if (!name[0])
			return json_reader_fail(
			    r, at,
			    "a variable is ${name}, of letters, "
			    "digits, _ and -; write $${ for a plain ${");
		dot = strchr(name, '.');
		if (dot)
			*dot = '\0';
		if (dot ? vars_object(&v, name) != NULL
			: vars_is_builtin(name) ||
			      json_members_get(vars, name) != NULL)
			continue;
		if (!dot && json_members_get(&s->vars, name))
			return json_reader_fail(
			    r, at,
			    "\"%s\" has to come before the variable that "
			    "refers to it",
			    name);
		return json_reader_fail(
		    r, at,
		    dot ? "there is no object \"%s\" in \"objects\""
			: "there is no variable \"%s\" in \"vars\"",
		    name);
	}
	return 0;
}

int
scenario_read_members(struct json_reader *r, const struct json_token *object,
		      struct json_members *m)
{
	const struct json_members *all = &r->scenario->vars;
	size_t i;

	json_members_read(m, &r->scan, object);
	for (i = 0; i < m->count; i++) {
		const struct json_members before = { m->at, i };
		size_t back = json_reader_enter(r, "%s", m->at[i].name);

		if (check_references(r, object, m->at[i].json,
				     m == all ? &before : all))
			return -1;
		json_reader_leave(r, back);
	}
	return 0;
}

static int
read_about(struct json_reader *r, const struct json_token *value)
{
	free(r->scenario->about);
	r->scenario->about = json_reader_to_text(r, value);
	return 0;
}

static int
read_vars(struct json_reader *r, const struct json_token *value)
{
	return scenario_read_members(r, value, &r->scenario->vars);
}

static int
read_objects(struct json_reader *r, const struct json_token *value)
{
	const struct json_scan *s = &r->scan;
	const struct json_token *name = json_token_first(value), *members;
	struct scenario *into = r->scenario;

	for (; name < json_token_end(s, value);
	     name = json_token_next(s, members)) {
		struct vars_object *o;
		size_t back;

		members = json_token_next(s, name);
		into->objects = reallocarray(into->objects,
					     into->object_count + 1, sizeof *o);
		if (!into->objects)
			die(EXIT_TEMPORARY, "cannot store an object:");
		o = &into->objects[into->object_count++];
		*o = (struct vars_object){ .name =
					       json_reader_to_text(r, name) };
		back = json_reader_enter(r, "%.100s", o->name);
		if (members->kind != JSON_OBJECT)
			return json_reader_fail(
			    r, members,
			    "an object is a JSON object of members");
		if (scenario_read_members(r, members, &o->members))
			return -1;
		json_reader_leave(r, back);
	}
	return 0;
}

/* Reads vars, then objects, then steps, whatever their order in the file. */
static int
read_all(struct json_reader *r)
{
	static const struct json_reader_key first[] = {
		{ "about", JSON_STRING, read_about },
		{ "vars", JSON_OBJECT, read_vars },
		{ "objects", JSON_OBJECT, json_reader_skip },
		{ "steps", JSON_ARRAY, json_reader_skip },
		{ NULL, 0, NULL },
	};
	static const struct json_reader_key then[][2] = {
		{ { "objects", JSON_OBJECT, read_objects }, { NULL, 0, NULL } },
		{ { "steps", JSON_ARRAY, scenario_steps }, { NULL, 0, NULL } },
	};
	const struct json_token *root = json_token_root(&r->scan), *value;
	size_t i;

	if (json_reader_object(r, root, first))
		return -1;
	for (i = 0; i < sizeof then / sizeof *then; i++) {
		value = json_token_member(&r->scan, root, then[i][0].name);
		if (value && json_reader_member(r, value - 1, value, then[i]))
			return -1;
	}
	if (r->scenario->count == 0)
		return json_reader_fail(r, root, "the \"steps\" are missing");
	return 0;
}

static int
read_text(const char *path, struct buffer *text)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return -1;
	do {
		n = fread(buffer_reserve(text, 65536), 1, 65536, f);
		text->len += n;
	} while (n > 0 && text->len <= FILE_MAX);
	n = (size_t)ferror(f);
	fclose(f);
	if (text->len > FILE_MAX)
		errno = EFBIG;
	return n || text->len > FILE_MAX ? -1 : 0;
}

struct scenario *
scenario_read(const char *path, struct error *error)
{
	struct json_reader r = { .file = path,
				 .error = error,
				 .parent = NO_STEP };
	struct buffer text = { 0 };
	int bad = read_text(path, &text);

	if (bad) {
		error_set(error, "%s:", path);
	} else if ((bad = json_scan(&r.scan, text.len ? text.at : "",
				    text.len))) {
		error_set(error, "%s:%u: not a JSON object: %s", path,
			  json_reader_line(&r.scan, r.scan.error_at),
			  r.scan.error);
	} else {
		r.scenario = scenario_new();
		json_reader_leave(&r, json_reader_enter(&r, "%s", ""));
		bad = read_all(&r);
	}
	if (bad) {
		scenario_free(r.scenario);
		r.scenario = NULL;
	}
	json_scan_free(&r.scan);
	buffer_free(&text);
	buffer_free(&r.path);
	return r.scenario;
}
