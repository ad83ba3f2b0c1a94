/* vars - the variables of a scenario. */

#include "vars.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json_write.h"

static const char *const builtins[] = { "uuid", "now",	   "n",
					"node", "session", "app" };

uint64_t
vars_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

bool
vars_is_builtin(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (strcmp(name, builtins[i]) == 0)
			return true;
	return false;
}

struct vars_object *
vars_object(struct vars *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->object_count; i++)
		if (strcmp(v->objects[i].name, name) == 0)
			return &v->objects[i];
	return NULL;
}

/* Reads the name after "${".  Returns the end of its brace, or NULL. */
static const char *
read_name(const char *at, char name[VARS_NAME_MAX])
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '_' ||
	       at[len] == '-' || at[len] == '.')
		len++;
	name[0] = '\0';
	if (len == 0 || len >= VARS_NAME_MAX || at[len] != '}')
		return NULL;
	memcpy(name, at, len);
	name[len] = '\0';
	return at + len + 1;
}

bool
vars_reference(const char **at, char name[VARS_NAME_MAX])
{
	const char *found = *at, *end;

	while ((found = strstr(found, "${"))) {
		if (found == *at || found[-1] != '$') {
			end = read_name(found + 2, name);
			*at = end ? end : found + 2;
			return true;
		}
		found += 2;
	}
	return false;
}

static void
add_uuid(struct buffer *out, uint64_t *random)
{
	uint64_t a = vars_random(random), b = vars_random(random);

	buffer_printf(out, "\"%08x-%04x-4%03x-%04x-%012llx\"",
		      (unsigned)(a >> 32), (unsigned)(a >> 16) & 0xffff,
		      (unsigned)a & 0xfff,
		      ((unsigned)(b >> 48) & 0x3fff) | 0x8000,
		      (unsigned long long)(b & UINT64_C(0xffffffffffff)));
}

static void
add_value(struct vars *v, struct buffer *out, char *name)
{
	const char *json = NULL;
	char *dot = strchr(name, '.');
	struct timespec now;

	if (strcmp(name, "uuid") == 0) {
		add_uuid(out, &v->random_state);
		return;
	}
	if (strcmp(name, "now") == 0) {
		clock_gettime(CLOCK_REALTIME, &now);
		buffer_printf(out, "%lld",
			      (long long)now.tv_sec * 1000 +
				  now.tv_nsec / 1000000);
		return;
	}
	if (dot) {
		struct vars_object *o;

		*dot = '\0';
		o = vars_object(v, name);
		json = o ? json_members_get(&o->members, dot + 1) : NULL;
	} else {
		json = json_members_get(&v->named, name);
	}
	buffer_str(out, json ? json : "null");
}

/* Appends a value inside of a string: as text, with escapes. */
static void
add_inside(struct vars *v, struct buffer *out, char *name)
{
	struct buffer value = { 0 }, quoted = { 0 };
	const struct buffer *from = &value;

	add_value(v, &value, name);
	if (value.at[0] != '"') {
		json_write_string(&quoted, value.at, value.len);
		from = &quoted;
	}
	buffer_add(out, from->at + 1, from->len - 2);
	buffer_free(&value);
	buffer_free(&quoted);
}

/* Reads a string that is only a variable.  Returns its end, or NULL. */
static const char *
whole_variable(const char *at, char name[VARS_NAME_MAX])
{
	const char *end;

	if (strncmp(at, "\"${", 3) != 0)
		return NULL;
	end = read_name(at + 3, name);
	return end && *end == '"' ? end + 1 : NULL;
}

void
vars_expand(struct vars *v, struct buffer *out, const char *json)
{
	char name[VARS_NAME_MAX];
	bool quoted = false;
	const char *end;

	while (*json) {
		if (!quoted && (end = whole_variable(json, name))) {
			add_value(v, out, name);
			json = end;
		} else if (quoted && strncmp(json, "$${", 3) == 0) {
			buffer_str(out, "${");
			json += 3;
		} else if (quoted && strncmp(json, "${", 2) == 0 &&
			   (end = read_name(json + 2, name))) {
			add_inside(v, out, name);
			json = end;
		} else if (quoted && *json == '\\') {
			buffer_add(out, json, 2);
			json += 2;
		} else {
			quoted ^= *json == '"';
			buffer_add(out, json++, 1);
		}
	}
}
