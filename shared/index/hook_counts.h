/*
 * tallies - how many hooks were answered how, summed up for one batch.
 *
 * A stranger may call hooks by any names, so no more than so many are held.
 */
#ifndef ECHOAPP_HOOK_COUNTS_H
#define ECHOAPP_HOOK_COUNTS_H

#include <stddef.h>

#include "index.h"

#define HOOK_COUNTS_MAX 256

struct hook_counts {
	struct {
		char hook[72];
		char rule[72];
		struct hook_count t;
	} at[HOOK_COUNTS_MAX];
	size_t count;
};

/* Makes room by saving, when there is none. */
void hook_counts_add(struct hook_counts *, struct index *,
		     const struct journal_line *);

/* Adds them to the index, and forgets them; 0 or -1. */
int hook_counts_save(struct hook_counts *, struct index *);

#endif
