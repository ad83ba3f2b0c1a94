/*
 * hook_counts - hooks by name, HTTP status and rule, for one transaction.
 *
 * Strangers may call hooks by any names, so at most HOOK_COUNTS_MAX are held.
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
		struct hook_count sum;
	} at[HOOK_COUNTS_MAX];
	size_t count;
};

/* Counts a line; saves all counts first if there is no room. */
void hook_counts_add(struct hook_counts *, struct index *,
		     const struct journal_line *);

/* Moves the counts into the index.  0, or -1 with index_error(). */
int hook_counts_save(struct hook_counts *, struct index *);

#endif
