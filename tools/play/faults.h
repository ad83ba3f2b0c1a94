/*
 * trouble - what goes wrong on purpose: hooks that come twice, in another
 * order, never, or only half.
 */
#ifndef ECHOAPP_TROUBLE_H
#define ECHOAPP_TROUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario.h"

/* Probabilities, 0 to 1. */
struct trouble {
	double duplicate; /* a hook is sent again right after it */
	double reorder;	  /* a hook and the next one change places */
	double lose_end;  /* an event that ends something is not sent */
	double abort;	  /* WCS goes away in the middle of a hook */
};

/* Is there any?  Then the seed is worth to be known. */
bool trouble_is_any(const struct trouble *);

struct planned {
	size_t step;
	bool again;  /* the same bytes once more */
	bool aborts; /* after it there is nothing */
};

/* The order in which one session's steps are sent. */
struct plan {
	struct planned *at;
	size_t count;
};

/*
 * The same numbers, the same plan.  connect stays where it is, and nothing
 * comes before what it follows from.
 */
void trouble_plan(struct plan *, const struct scenario *,
		  const struct trouble *, uint64_t *random);
void plan_free(struct plan *);

#endif
