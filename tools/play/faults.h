/*
 * faults - faults on purpose: hooks that come twice, in another order, never,
 * or cut in the middle.
 */
#ifndef ECHOAPP_FAULTS_H
#define ECHOAPP_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario.h"

/* Probabilities, 0 to 1. */
struct faults {
	double duplicate; /* a hook is sent again at once */
	double reorder;	  /* a hook is sent after the next one */
	double lose_end;  /* an event that ends an entity is not sent */
	double abort;	  /* the connection closes in the middle of a hook */
};

/* Is any probability above 0? */
bool faults_any(const struct faults *);

struct planned_step {
	size_t step;
	bool is_duplicate; /* the same bytes again */
	bool aborts;	   /* the last step of the plan */
};

/* The steps of one session in the order in which they are sent. */
struct plan {
	struct planned_step *at;
	size_t count;
};

/*
 * Makes a plan; the same random state makes the same plan.  connect keeps its
 * position, and no step comes before its parent.
 */
void faults_plan(struct plan *, const struct scenario *, const struct faults *,
		 uint64_t *random_state);
void faults_plan_free(struct plan *);

#endif
