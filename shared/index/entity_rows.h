/*
 * entity_rows - entities as rows of the index, one table for each kind.
 *
 * Functions that return an int return 0, or -1 with index_error().
 */
#ifndef ECHOAPP_ENTITY_ROWS_H
#define ECHOAPP_ENTITY_ROWS_H

#include "entity.h"
#include "expiry.h"
#include "index.h"

/*
 * Loads an entity into the arena; NULL: it is not there, or on failure.
 * Entities of two connections may have the same id; `connection` is the row of
 * the connection, and 0 for connections.  Of instances up to `instance` the
 * latest is loaded.
 */
struct entity *entity_rows_load(struct index *, struct arena *,
				enum entity_kind, const char *id,
				int64_t connection, int64_t instance);
struct entity *entity_rows_load_row(struct index *, struct arena *,
				    enum entity_kind, int64_t row);

/* Loads what a connection carries and has not ended by itself. */
void entity_rows_load_open(struct index *, struct arena *, enum entity_kind,
			   int64_t connection,
			   void (*each)(void *arg, struct entity *), void *arg);

/* The largest row; 0: the table is empty. */
int64_t entity_rows_last(struct index *, enum entity_kind);

/*
 * Makes these timeouts those of the index.  If they differ from the last ones,
 * all entities that have not ended expire by the new ones.
 */
int entity_rows_set_timeouts(struct index *, const struct timeouts *);

/*
 * Ends the life of those that became stale before `now`; how many, or -1.  A
 * registration becomes stale with its connection only.
 */
int entity_rows_reap(struct index *, enum entity_kind, timestamp now);

#endif
