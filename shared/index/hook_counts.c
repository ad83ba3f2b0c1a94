/* tallies - how many hooks were answered how, summed up for one batch. */

#include "hook_counts.h"

#include <string.h>

#include "base/str.h"

static struct hook_count *
find(struct hook_counts *all, const char *hook, int status, const char *rule)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].t.status == status &&
		    strcmp(all->at[i].hook, hook) == 0 &&
		    strcmp(all->at[i].rule, rule) == 0)
			return &all->at[i].t;
	return NULL;
}

static struct hook_count *
add(struct hook_counts *all, const char *hook, int status, const char *rule)
{
	size_t i = all->count;

	if (i == HOOK_COUNTS_MAX)
		return NULL;
	all->count++;
	all->at[i].t = (struct hook_count){ .status = status };
	str_copy(all->at[i].hook, sizeof all->at[i].hook, hook);
	str_copy(all->at[i].rule, sizeof all->at[i].rule, rule);
	return &all->at[i].t;
}

int
hook_counts_save(struct hook_counts *all, struct index *ix)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		all->at[i].t.hook = all->at[i].hook;
		all->at[i].t.rule = all->at[i].rule;
		if (index_meta_add_count(ix, &all->at[i].t))
			return -1;
	}
	all->count = 0;
	return 0;
}

void
hook_counts_add(struct hook_counts *all, struct index *ix,
		const struct journal_line *v)
{
	struct hook_count *t;
	char hook[sizeof all->at[0].hook], rule[sizeof all->at[0].rule];

	str_copy(hook, sizeof hook, v->hook);
	str_copy(rule, sizeof rule, v->rule && v->status != 200 ? v->rule : "");
	t = find(all, hook, v->status, rule);
	if (!t)
		t = add(all, hook, v->status, rule);
	if (!t && hook_counts_save(all, ix) == 0)
		t = add(all, hook, v->status, rule);
	if (!t)
		return;
	t->count++;
	t->warnings += v->warnings > 0;
	t->lost += v->lost;
	t->took += v->took > 0 ? (uint64_t)v->took : 0;
	if (v->time > t->last)
		t->last = v->time;
}
