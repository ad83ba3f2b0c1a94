/*
 * cache - the entities that a fold has in hand.
 *
 * Loaded from the index, or made, when first asked for; saved and forgotten
 * together at the end of a batch, so memory does not grow with history.
 */
#ifndef ECHOAPP_CACHE_H
#define ECHOAPP_CACHE_H

#include "entity.h"
#include "entity_rows.h"

struct cache;

/*
 * `anew`: for an empty index, whose tables have no indexes on ids.  `buckets`,
 * a power of two: about as many entities as there will be at a time.
 */
struct cache *cache_new(struct index *, bool anew, size_t buckets);
void cache_free(struct cache *);

/* The entity of that id; `connection` is NULL for connections. */
struct entity *cache_get(struct cache *, enum about, const char *id,
			 struct entity *connection);

/* All of a connection that may still be open; linked by `sibling`. */
struct entity *cache_children(struct cache *, struct entity *connection);

/* The one that came as the i-th, from 0; NULL: there are not so many. */
struct entity *cache_at(const struct cache *, size_t i);

/* Forgets everything, saving nothing. */
void cache_forget(struct cache *);

/* Saves what has changed, as seen at `now`, and forgets everything. */
int cache_save(struct cache *, const struct patience *, moment now);

#endif
