/*
 * affect - what a line of the journal does to entities.
 *
 * What an entity owes to others is decided here: a connection that ends takes
 * along what has not ended of itself, and what turns up afterwards does not
 * live.
 */
#ifndef ECHOAPP_ENTITY_APPLY_H
#define ECHOAPP_ENTITY_APPLY_H

#include "entity_cache.h"
#include "journal/journal_line.h"

/* The entity that it is about, owned by the cache; NULL: none. */
struct entity *entity_apply_line(struct entity_cache *,
				 const struct journal_line *);

#endif
