/*
 * entity_apply - applies a journal line to the entities.
 *
 * A connection that ends also ends what it carries and has not ended by itself;
 * an entity of an ended connection is not live.
 */
#ifndef ECHOAPP_ENTITY_APPLY_H
#define ECHOAPP_ENTITY_APPLY_H

#include "entity_cache.h"
#include "journal/journal_line.h"

/* Returns the entity that the line is about, owned by the cache; or NULL. */
struct entity *entity_apply_line(struct entity_cache *,
				 const struct journal_line *);

#endif
