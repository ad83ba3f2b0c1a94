/*
 * rows - entities as rows of the index, one table for each kind.
 */
#ifndef ECHOAPP_ENTITY_ROWS_H
#define ECHOAPP_ENTITY_ROWS_H

#include "entity.h"
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

/*
 * The patience in force: microseconds of silence after which what has not come
 * up, or has, is stale.  When they differ from those that the tables were made
 * with, what has not ended expires anew.
 */
struct timeouts {
	timestamp pending[ENTITY_KINDS]; /* it came up */
	timestamp established[ENTITY_KINDS];
};

/* When it goes stale, if nothing more is heard of it. */
timestamp expiry_at(const struct timeouts *, const struct entity *);

bool expiry_is_live(const struct entity *, const struct timeouts *,
		    timestamp now);

/* Saves the places it takes, too. */
int entity_rows_save(struct index *, struct entity *, const struct timeouts *,
		     timestamp now);

int entity_rows_set_timeouts(struct index *, const struct timeouts *);

/* Takes from the live those that went stale before `now`; how many. */
int entity_rows_reap(struct index *, enum entity_kind, timestamp now);

#endif
