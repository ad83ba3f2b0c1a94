/* scenario - a flow of hooks, in memory. */

#include "scenario.h"

#include <stdlib.h>

#include "base/die.h"
#include "protocol/methods.h"

struct scenario *
scenario_new(void)
{
	struct scenario *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot make a scenario:");
	s->sessions = 1;
	return s;
}

struct scenario_step *
scenario_add(struct scenario *s)
{
	struct scenario_step *step;

	s->steps = reallocarray(s->steps, s->count + 1, sizeof *s->steps);
	if (!s->steps)
		die(EXIT_TEMPORARY, "cannot store a step:");
	step = &s->steps[s->count++];
	*step = (struct scenario_step){ .parent = NO_STEP };
	return step;
}

static void
free_step(struct scenario_step *s)
{
	free((char *)s->hook.name);
	free(s->as);
	free(s->of);
	json_members_free(&s->body);
	free(s->raw);
	free(s->path);
	json_members_free(&s->expect.browser);
	json_members_free(&s->expect.uses);
}

void
scenario_free(struct scenario *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->count; i++)
		free_step(&s->steps[i]);
	for (i = 0; i < s->object_count; i++) {
		free(s->objects[i].name);
		json_members_free(&s->objects[i].members);
	}
	free(s->steps);
	free(s->objects);
	free(s->about);
	json_members_free(&s->vars);
	free(s);
}

bool
scenario_hook(const char *name, struct wcs_hook *h)
{
	const struct method *m = methods_find(name);

	if (!m)
		return false;
	*h = (struct wcs_hook){ m->name, m->type };
	return true;
}
