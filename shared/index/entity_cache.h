/*
 * cache - the entities that a fold has in hand.
 *
 * Loaded from the index, or made, when first asked for; saved and forgotten
 * together at the end of a batch, so memory does not grow with history.
 */
#ifndef ECHOAPP_ENTITY_CACHE_H
#define ECHOAPP_ENTITY_CACHE_H

#include "entity.h"
#include "expiry.h"
#include "index.h"

struct entity_cache;

/*
 * `anew`: for an empty index, whose tables have no indexes on ids.  `buckets`,
 * a power of two: about as many entities as there will be at a time.
 */
struct entity_cache *entity_cache_new(struct index *, bool rebuild,
				      size_t buckets);
void entity_cache_free(struct entity_cache *);

/* The entity of that id; `connection` is NULL for connections. */
struct entity *entity_cache_get(struct entity_cache *, enum entity_kind,
				const char *id, struct entity *connection);

/* All of a connection that may still be open; linked by `sibling`. */
struct entity *entity_cache_children(struct entity_cache *,
				     struct entity *connection);

/* The one that came as the i-th, from 0; NULL: there are not so many. */
struct entity *entity_cache_at(const struct entity_cache *, size_t i);

/* Forgets everything, saving nothing. */
void entity_cache_clear(struct entity_cache *);

/* Saves what has changed, as seen at `now`, and forgets everything. */
int entity_cache_save(struct entity_cache *, const struct timeouts *,
		      timestamp now);

#endif
