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
	struct hook_counts_row {
		char hook[72];
		char rule[72];
		struct hook_count sum; /* its own names are not set */
	} at[HOOK_COUNTS_MAX];
	size_t count;
};

/* The rule under which a line is counted; "": none. */
const char *hook_counts_rule(const struct journal_line *);

/* Adds a line to the counts of its hook, status and rule. */
void hook_counts_sum(struct hook_count *, const struct journal_line *);

/* Counts a line; saves all counts first if there is no room. */
void hook_counts_add(struct hook_counts *, struct index *,
		     const struct journal_line *);

/* Moves the counts into the index.  0, or -1 with index_error(). */
int hook_counts_save(struct hook_counts *, struct index *);

#endif
