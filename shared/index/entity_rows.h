/*
 * rows - entities as rows of the index, one table for each kind.
 */
#ifndef ECHOAPP_ENTITY_ROWS_H
#define ECHOAPP_ENTITY_ROWS_H

#include "entity.h"
#include "expiry.h"
#include "index.h"

/*
 * Loads an entity; NULL: it is not there.  `connection` tells those with the
 * same id apart; 0 for connections themselves.
 */
struct entity *entity_rows_load(struct index *, struct arena *,
				enum entity_kind, const char *id,
				int64_t connection);
struct entity *entity_rows_load_row(struct index *, struct arena *,
				    enum entity_kind, int64_t row);

/* Those of a connection that have not ended of themselves. */
void entity_rows_load_open(struct index *, struct arena *, enum entity_kind,
			   int64_t connection,
			   void (*each)(void *arg, struct entity *), void *arg);

/* The largest row there is. */
int64_t entity_rows_last(struct index *, enum entity_kind);

/* Saves the places it takes, too. */
int entity_rows_save(struct index *, struct entity *, const struct timeouts *,
		     timestamp now);

int entity_rows_set_timeouts(struct index *, const struct timeouts *);

/* Takes from the live those that went stale before `now`; how many. */
int entity_rows_reap(struct index *, enum entity_kind, timestamp now);

#endif
