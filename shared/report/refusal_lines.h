/* refusal_lines - the refusals in the journal, the last one first. */
#ifndef ECHOAPP_REFUSAL_LINES_H
#define ECHOAPP_REFUSAL_LINES_H

#include "index/refusals.h"
#include "journal/journal_days.h"

/* Gets a refusal; false: no more are wanted. */
typedef bool refusal_lines_fn(void *arg, const struct journal_line *,
			      struct refusal_place);

/*
 * Calls `each` for the refusals before `before` that the index has folded, but
 * reads `max` at most.  Returns 1 if there may be more, 0 if that was all that
 * the journal has, or -1.
 */
int refusal_lines_each(struct index *, const struct journal_days *,
		       struct refusal_place before, int max, refusal_lines_fn *,
		       void *arg);

/* Before this place are all lines. */
#define REFUSAL_LINES_END ((struct refusal_place){ INT64_MAX, 0 })

#endif
