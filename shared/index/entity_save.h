/*
 * entity_save - writes entities to the index, with what follows from them:
 * their outcome, the record of a call, the slots that they take.
 */
#ifndef ECHOAPP_ENTITY_SAVE_H
#define ECHOAPP_ENTITY_SAVE_H

#include <stddef.h>

#include "entity.h"
#include "expiry.h"
#include "index.h"

/* Writes those that are dirty, in this order.  0, or -1 with index_error(). */
int entity_save_all(struct index *, struct entity *const *, size_t count,
		    const struct timeouts *, timestamp now);

#endif
