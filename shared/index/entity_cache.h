/*
 * entity_cache - the entities that a fold works on.
 *
 * They are loaded from the index, or made, on first use, and saved and freed
 * together at the end of a transaction, so memory does not grow with history.
 */
#ifndef ECHOAPP_ENTITY_CACHE_H
#define ECHOAPP_ENTITY_CACHE_H

#include "entity.h"
#include "expiry.h"
#include "index.h"

struct entity_cache;

/*
 * `rebuild`: the index is new, and its tables have no indexes on ids, so the
 * cache keeps its own.  `buckets`, a power of two: about as many as there will
 * be entities at a time.
 */
struct entity_cache *entity_cache_new(struct index *, bool rebuild,
				      size_t buckets);
void entity_cache_free(struct entity_cache *);

/*
 * The entity of that id, of several the latest, owned by the cache until it is
 * cleared; made if it does not exist.  `connection` is NULL for connections.
 */
struct entity *entity_cache_get(struct entity_cache *, enum entity_kind,
				const char *id, struct entity *connection);

/* Makes another with the id of the latest (reused_id.h). */
struct entity *entity_cache_add_instance(struct entity_cache *,
					 struct entity *latest,
					 struct entity *connection);

/* The one that had the id before; NULL: there is none. */
struct entity *entity_cache_instance_before(struct entity_cache *,
					    const struct entity *,
					    struct entity *connection);

/* What a connection carries and may be open; linked by `sibling`. */
struct entity *entity_cache_children(struct entity_cache *,
				     struct entity *connection);

/* The i-th entity in the order of first use, from 0; NULL: there is none. */
struct entity *entity_cache_at(const struct entity_cache *, size_t i);

/*
 * Saves what has changed, live or stale as of `now`, and frees all entities.
 * Returns 0, or -1 with index_error().
 */
int entity_cache_save(struct entity_cache *, const struct timeouts *,
		      timestamp now);

#endif
