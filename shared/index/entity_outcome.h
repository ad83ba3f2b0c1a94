/*
 * entity_outcome - what an entity came to, as lists and call records show it.
 *
 * All of it follows from what the hooks told, so it is stored with each entity
 * and never loaded.  What no hook told is TIMESTAMP_NONE or NULL.
 */
#ifndef ECHOAPP_ENTITY_OUTCOME_H
#define ECHOAPP_ENTITY_OUTCOME_H

#include "entity.h"

struct entity_outcome {
	timestamp stop;	  /* the end; or when it stood still */
	timestamp begin;  /* at most `stop` */
	timestamp answer; /* at most `stop` */
	const char *direction;

	/* Of calls. */
	timestamp billsec; /* microseconds; TIMESTAMP_NONE: unknown */
	const char *disposition;
	const char *transferred_by;
	const char *hangup; /* which side asked for the end */
};

/*
 * When it ended.  What no hook reported the end of stopped at its last hook, or
 * at the hangup that a client asked for.
 */
timestamp entity_outcome_stop(const struct entity *);

/* The texts are the entity's, or constant. */
struct entity_outcome entity_outcome_of(const struct entity *);

#endif
