/*
 * expiry - after how much silence an entity counts as stale.
 *
 * Times come from echoapp.conf.  No entity outlives its connection's timeout:
 * a connection is touched by every hook about what it carries.
 */
#ifndef ECHOAPP_EXPIRY_H
#define ECHOAPP_EXPIRY_H

#include <stdbool.h>

#include "entity.h"

struct conf;

/* Microseconds of silence; of messages 0, because they are never live. */
struct timeouts {
	timestamp pending[ENTITY_KINDS]; /* before it came up */
	timestamp established[ENTITY_KINDS];
	timestamp hangup; /* after a client asked for its end */
};

/* The timeouts that a configuration sets. */
struct timeouts expiry_timeouts(const struct conf *);

/*
 * When the entity becomes stale, unless another hook is about it before; or,
 * after a hangup, when it counts as ended at that hangup.
 */
timestamp expiry_at(const struct entity *, const struct timeouts *);

/*
 * Is the entity neither ended nor stale at `now`?  A registration becomes stale
 * with its connection: entity_rows_reap().
 */
bool expiry_is_live(const struct entity *, const struct timeouts *,
		    timestamp now);

#endif
