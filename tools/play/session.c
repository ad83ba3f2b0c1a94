/* session - the node, ids, variables and objects of a session. */

#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/str.h"

/* A session has a sequence of random numbers for each of these. */
enum { SEED_NODE, SEED_NAMES, SEED_FAULTS };

static uint64_t
seed_of(const struct player_settings *s, unsigned number, unsigned sequence)
{
	uint64_t state = s->seed ^ ((uint64_t)number << 32 | sequence << 24);

	return vars_random(&state);
}

static void
set_node(struct player *p)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	uint64_t random = seed_of(p->settings, 0, SEED_NODE);
	char node[64];
	size_t i;

	for (i = 0; i < 32; i++)
		node[i] = letters[vars_random(&random) % (sizeof letters - 1)];
	snprintf(node + i, sizeof node - i, "@127.0.0.1");
	json_members_set_text(&p->vars.named, "node", node);
}

void
session_renew_id(struct player *p)
{
	uint64_t random = vars_random(&p->vars.random_state);
	struct buffer id = { 0 };
	char json[256];

	snprintf(json, sizeof json, "\"/127.0.0.1:%u/127.0.0.1:8443-${uuid}\"",
		 1024 + (unsigned)(random % 60000));
	vars_expand(&p->vars, &id, json);
	buffer_add(&id, "", 1);
	json_members_set(&p->vars.named, "session", id.at);
	buffer_free(&id);
}

void
session_expand(struct player *p, struct json_members *into,
	       const struct json_members *from)
{
	struct buffer value = { 0 };
	size_t i;

	for (i = 0; i < from->count; i++) {
		value.len = 0;
		vars_expand(&p->vars, &value, from->at[i].json);
		buffer_add(&value, "", 1);
		json_members_set(into, from->at[i].name, value.at);
	}
	buffer_free(&value);
}

static void
set_variables(struct player *p)
{
	const struct scenario *s = p->settings->scenario;
	const struct json_members *set = p->settings->set;
	char number[16];
	size_t i;

	snprintf(number, sizeof number, "%u", p->number);
	json_members_set_text(&p->vars.named, "n", number);
	json_members_set_text(&p->vars.named, "app", "defaultApp");
	set_node(p);
	session_renew_id(p);
	for (i = 0; i < s->vars.count; i++) {
		const struct json_member *e = &s->vars.at[i];
		struct json_members one = { &s->vars.at[i], 1 };

		if (!set || !json_members_get(set, e->name))
			session_expand(p, &p->vars.named, &one);
		else
			json_members_set(&p->vars.named, e->name,
					 json_members_get(set, e->name));
	}
	if (set)
		json_members_merge(&p->vars.named, set);
}

static void
set_objects(struct player *p)
{
	const struct scenario *s = p->settings->scenario;
	size_t i;

	p->vars.objects = calloc(s->object_count + 1, sizeof *p->vars.objects);
	if (!p->vars.objects)
		die(EXIT_TEMPORARY, "cannot begin a session:");
	p->vars.object_count = s->object_count;
	for (i = 0; i < s->object_count; i++) {
		struct vars_object *o = &p->vars.objects[i];

		o->name = str_dup(s->objects[i].name);
		session_expand(p, &o->members, &s->objects[i].members);
	}
}

void
session_begin(struct player *p)
{
	p->vars.random_state = seed_of(p->settings, p->number, SEED_NAMES);
	set_variables(p);
	set_objects(p);
}

uint64_t
session_faults_seed(const struct player *p)
{
	return seed_of(p->settings, p->number, SEED_FAULTS);
}
