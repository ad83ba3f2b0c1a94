/* faults - faults on purpose. */

#include "faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "vars.h"

bool
faults_any(const struct faults *f)
{
	return f->duplicate > 0 || f->reorder > 0 || f->lose_end > 0 ||
	       f->abort > 0;
}

/* Draws even for 0, so that one option does not change what others draw. */
static bool
happens(double probability, uint64_t *random)
{
	double drawn = (double)(vars_random(random) >> 11) * 0x1p-53;

	return drawn < probability;
}

static bool
is_end(const struct scenario_step *s)
{
	static const char *const ends[] = {
		"\"FINISH\"",	    "\"BUSY\"",	       "\"FAILED\"",
		"\"DISCONNECTED\"", "\"UNPUBLISHED\"", "\"STOPPED\"",
		"\"UNREGISTERED\"",
	};
	const char *status = json_members_get(&s->body, "status");
	size_t i;

	if (!status || s->hook.type != HOOK_EVENT)
		return false;
	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (strcmp(status, ends[i]) == 0)
			return true;
	return false;
}

static bool
may_swap(const struct scenario *s, size_t first, size_t second)
{
	const struct scenario_step *a = &s->steps[first];
	const struct scenario_step *b = &s->steps[second];
	size_t i;

	for (i = b->parent; i != NO_STEP; i = s->steps[i].parent)
		if (i == first)
			return false;
	return a->hook.type != HOOK_CONNECT && b->hook.type != HOOK_CONNECT &&
	       a->session == b->session && !b->is_open;
}

void
faults_plan(struct plan *p, const struct scenario *s, const struct faults *f,
	    uint64_t *random)
{
	struct planned_step *at = calloc(2 * s->count + 1, sizeof *at);
	size_t *order = calloc(s->count + 1, sizeof *order);
	size_t kept = 0, n = 0, i;

	if (!at || !order)
		die(EXIT_TEMPORARY, "cannot make a plan:");
	for (i = 0; i < s->count; i++)
		if (!happens(f->lose_end, random) || !is_end(&s->steps[i]))
			order[kept++] = i;
	for (i = 0; i + 1 < kept; i++) {
		size_t moved = order[i];

		if (!happens(f->reorder, random) ||
		    !may_swap(s, moved, order[i + 1]))
			continue;
		order[i] = order[i + 1];
		order[++i] = moved;
	}
	for (i = 0; i < kept; i++) {
		bool aborts = happens(f->abort, random);
		bool twice = happens(f->duplicate, random);

		at[n++] = (struct planned_step){ order[i], false, aborts };
		if (aborts)
			break;
		if (twice)
			at[n++] =
			    (struct planned_step){ order[i], true, false };
	}
	free(order);
	*p = (struct plan){ at, n };
}

void
faults_plan_free(struct plan *p)
{
	free(p->at);
	*p = (struct plan){ 0 };
}
