/* hook_counts - hooks by name, HTTP status and rule, for one transaction. */

#include "hook_counts.h"

#include <string.h>

#include "base/str.h"

static struct hook_count *
find(struct hook_counts *all, const char *hook, int status, const char *rule)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].sum.status == status &&
		    strcmp(all->at[i].hook, hook) == 0 &&
		    strcmp(all->at[i].rule, rule) == 0)
			return &all->at[i].sum;
	return NULL;
}

static struct hook_count *
add(struct hook_counts *all, const char *hook, int status, const char *rule)
{
	size_t i = all->count;

	if (i == HOOK_COUNTS_MAX)
		return NULL;
	all->count++;
	all->at[i].sum = (struct hook_count){ .status = status };
	str_copy(all->at[i].hook, sizeof all->at[i].hook, hook);
	str_copy(all->at[i].rule, sizeof all->at[i].rule, rule);
	return &all->at[i].sum;
}

int
hook_counts_save(struct hook_counts *all, struct index *ix)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		all->at[i].sum.hook = all->at[i].hook;
		all->at[i].sum.rule = all->at[i].rule;
		if (index_meta_add_count(ix, &all->at[i].sum))
			return -1;
	}
	all->count = 0;
	return 0;
}

const char *
hook_counts_rule(const struct journal_line *v)
{
	return v->rule && v->status != 200 ? v->rule : "";
}

void
hook_counts_sum(struct hook_count *sum, const struct journal_line *v)
{
	sum->count += 1 + (uint64_t)v->suppressed;
	sum->warnings += v->warnings > 0;
	/* The others are counted in losses.json. */
	sum->lost += v->lost > v->counted ? v->lost - v->counted : 0;
	sum->took += v->took > 0 ? (uint64_t)v->took : 0;
	if (v->time > sum->last)
		sum->last = v->time;
}

void
hook_counts_add(struct hook_counts *all, struct index *ix,
		const struct journal_line *v)
{
	struct hook_count *sum;
	char hook[sizeof all->at[0].hook], rule[sizeof all->at[0].rule];

	str_copy(hook, sizeof hook, v->hook);
	str_copy(rule, sizeof rule, hook_counts_rule(v));
	sum = find(all, hook, v->status, rule);
	if (!sum)
		sum = add(all, hook, v->status, rule);
	if (!sum && hook_counts_save(all, ix) == 0)
		sum = add(all, hook, v->status, rule);
	if (sum)
		hook_counts_sum(sum, v);
}
