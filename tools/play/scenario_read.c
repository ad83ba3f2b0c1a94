/* scenario_read - a scenario's file. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "json_reader.h"
#include "scenario.h"
#include "scenario_parts.h"

/* Longer files are none. */
#define FILE_MAX ((size_t)16 * 1024 * 1024)

/* Every ${...} must name something: an object, or one of these variables. */
static int
check_references(struct reader *r, const struct token *at, const char *json,
		 const struct members *vars)
{
	const struct scenario *s = r->scenario;
	struct vars v = { .objects = s->objects,
			  .object_count = s->object_count };
	char name[VAR_NAME_MAX], *dot;

	while (vars_reference(&json, name)) {
		if (!name[0])
			return reader_wrong(
			    r, at,
			    "a variable is ${name}, of letters, "
			    "digits, _ and -; $${ is no variable");
		dot = strchr(name, '.');
		if (dot)
			*dot = '\0';
		if (dot ? vars_object(&v, name) != NULL
			: vars_is_builtin(name) ||
			      members_get(vars, name) != NULL)
			continue;
		if (!dot && members_get(&s->vars, name))
			return reader_wrong(r, at,
					    "\"%s\" has to stand in front of "
					    "what refers to it",
					    name);
		return reader_wrong(
		    r, at,
		    dot ? "there is no object \"%s\" in \"objects\""
			: "there is no variable \"%s\" in \"vars\"",
		    name);
	}
	return 0;
}

int
scenario_members(struct reader *r, const struct token *object,
		 struct members *m)
{
	const struct members *all = &r->scenario->vars;
	size_t i;

	members_read(m, &r->scan, object);
	for (i = 0; i < m->count; i++) {
		const struct members before = { m->at, i };
		size_t back = reader_enter(r, "%s", m->at[i].name);

		if (check_references(r, object, m->at[i].json,
				     m == all ? &before : all))
			return -1;
		reader_leave(r, back);
	}
	return 0;
}

static int
read_about(struct reader *r, const struct token *value)
{
	free(r->scenario->about);
	r->scenario->about = reader_word(r, value);
	return 0;
}

static int
read_vars(struct reader *r, const struct token *value)
{
	return scenario_members(r, value, &r->scenario->vars);
}

static int
read_objects(struct reader *r, const struct token *value)
{
	const struct scan *s = &r->scan;
	const struct token *name = token_first(value), *members;
	struct scenario *into = r->scenario;

	for (; name < token_end(s, value); name = token_next(s, members)) {
		struct object *o;
		size_t back;

		members = token_next(s, name);
		into->objects = reallocarray(into->objects,
					     into->object_count + 1, sizeof *o);
		if (!into->objects)
			die(EXIT_AGAIN, "an object:");
		o = &into->objects[into->object_count++];
		*o = (struct object){ .name = reader_word(r, name) };
		back = reader_enter(r, "%.100s", o->name);
		if (members->kind != OBJECT)
			return reader_wrong(r, members,
					    "it has to be an object");
		if (scenario_members(r, members, &o->members))
			return -1;
		reader_leave(r, back);
	}
	return 0;
}

/* What others refer to is read first, wherever it stands. */
static int
read_all(struct reader *r)
{
	static const struct key first[] = {
		{ "about", STRING, read_about },
		{ "vars", OBJECT, read_vars },
		{ "objects", OBJECT, reader_skip },
		{ "steps", ARRAY, reader_skip },
		{ NULL, 0, NULL },
	};
	static const struct key then[][2] = {
		{ { "objects", OBJECT, read_objects }, { NULL, 0, NULL } },
		{ { "steps", ARRAY, scenario_steps }, { NULL, 0, NULL } },
	};
	const struct token *root = token_root(&r->scan), *value;
	size_t i;

	if (reader_keys(r, root, first))
		return -1;
	for (i = 0; i < sizeof then / sizeof *then; i++) {
		value = token_member(&r->scan, root, then[i][0].name);
		if (value && reader_key(r, value - 1, value, then[i]))
			return -1;
	}
	if (r->scenario->count == 0)
		return reader_wrong(r, root, "there are no \"steps\"");
	return 0;
}

static int
read_file(const char *path, struct buffer *text)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return -1;
	do {
		n = fread(buffer_room(text, 65536), 1, 65536, f);
		text->len += n;
	} while (n > 0 && text->len <= FILE_MAX);
	n = (size_t)ferror(f);
	fclose(f);
	if (text->len > FILE_MAX)
		errno = EFBIG;
	return n || text->len > FILE_MAX ? -1 : 0;
}

struct scenario *
scenario_read(const char *path, struct buffer *error)
{
	struct reader r = { .file = path, .error = error, .parent = NO_STEP };
	struct buffer text = { 0 };
	int bad = read_file(path, &text);

	if (bad) {
		buffer_printf(error, "%s: %s", path, strerror(errno));
	} else if ((bad = scan(&r.scan, text.len ? text.at : "", text.len))) {
		buffer_printf(error, "%s:%u: this is not JSON: %s", path,
			      reader_line(&r.scan, r.scan.error_at),
			      r.scan.error);
	} else {
		r.scenario = scenario_new();
		reader_leave(&r, reader_enter(&r, "%s", ""));
		bad = read_all(&r);
	}
	if (bad) {
		scenario_free(r.scenario);
		r.scenario = NULL;
	}
	scan_free(&r.scan);
	buffer_free(&text);
	buffer_free(&r.place);
	return r.scenario;
}
