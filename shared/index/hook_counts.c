/* tallies - how many hooks were answered how, summed up for one batch. */

#include "hook_counts.h"

#include <string.h>

#include "base/str.h"

static struct tally *
find(struct tallies *all, const char *hook, int status, const char *rule)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].t.status == status &&
		    strcmp(all->at[i].hook, hook) == 0 &&
		    strcmp(all->at[i].rule, rule) == 0)
			return &all->at[i].t;
	return NULL;
}

static struct tally *
add(struct tallies *all, const char *hook, int status, const char *rule)
{
	size_t i = all->count;

	if (i == TALLIES_MAX)
		return NULL;
	all->count++;
	all->at[i].t = (struct tally){ .status = status };
	text_copy(all->at[i].hook, sizeof all->at[i].hook, hook);
	text_copy(all->at[i].rule, sizeof all->at[i].rule, rule);
	return &all->at[i].t;
}

int
tallies_save(struct tallies *all, struct index *ix)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		all->at[i].t.hook = all->at[i].hook;
		all->at[i].t.rule = all->at[i].rule;
		if (index_add_tally(ix, &all->at[i].t))
			return -1;
	}
	all->count = 0;
	return 0;
}

void
tallies_count(struct tallies *all, struct index *ix, const struct event *v)
{
	struct tally *t;
	char hook[sizeof all->at[0].hook], rule[sizeof all->at[0].rule];

	text_copy(hook, sizeof hook, v->hook);
	text_copy(rule, sizeof rule,
		  v->rule && v->status != 200 ? v->rule : "");
	t = find(all, hook, v->status, rule);
	if (!t)
		t = add(all, hook, v->status, rule);
	if (!t && tallies_save(all, ix) == 0)
		t = add(all, hook, v->status, rule);
	if (!t)
		return;
	t->count++;
	t->odd += v->odd > 0;
	t->lost += v->lost;
	t->took += v->took > 0 ? (uint64_t)v->took : 0;
	if (v->time > t->last)
		t->last = v->time;
}
