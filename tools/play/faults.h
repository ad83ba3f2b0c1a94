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
struct faults {
	double duplicate; /* a hook is sent again right after it */
	double reorder;	  /* a hook and the next one change places */
	double lose_end;  /* an event that ends something is not sent */
	double abort;	  /* WCS goes away in the middle of a hook */
};

/* Is there any?  Then the seed is worth to be known. */
bool faults_any(const struct faults *);

struct planned_step {
	size_t step;
	bool is_duplicate; /* the same bytes once more */
	bool aborts;	   /* after it there is nothing */
};

/* The order in which one session's steps are sent. */
struct plan {
	struct planned_step *at;
	size_t count;
};

/*
 * The same numbers, the same plan.  connect stays where it is, and nothing
 * comes before what it follows from.
 */
void faults_plan(struct plan *, const struct scenario *, const struct faults *,
		 uint64_t *random);
void faults_plan_free(struct plan *);

#endif
