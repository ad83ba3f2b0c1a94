/*
 * rows - entities as rows of the index, one table for each kind.
 */
#ifndef ECHOAPP_ROWS_H
#define ECHOAPP_ROWS_H

#include "entity.h"
#include "index.h"

/*
 * Loads an entity; NULL: it is not there.  `connection` tells those with the
 * same id apart; 0 for connections themselves.
 */
struct entity *rows_load(struct index *, struct arena *, enum about,
			 const char *id, int64_t connection);
struct entity *rows_load_row(struct index *, struct arena *, enum about,
			     int64_t row);

/* Those of a connection that have not ended of themselves. */
void rows_load_open(struct index *, struct arena *, enum about,
		    int64_t connection,
		    void (*each)(void *arg, struct entity *), void *arg);

/* The largest row there is. */
int64_t rows_last(struct index *, enum about);

/*
 * The patience in force: microseconds of silence after which what has not come
 * up, or has, is stale.  When they differ from those that the tables were made
 * with, what has not ended expires anew.
 */
struct patience {
	moment before[ABOUTS]; /* it came up */
	moment after[ABOUTS];
};

/* When it goes stale, if nothing more is heard of it. */
moment patience_end(const struct patience *, const struct entity *);

bool is_live(const struct entity *, const struct patience *, moment now);

/* Saves the places it takes, too. */
int rows_save(struct index *, struct entity *, const struct patience *,
	      moment now);

int rows_set_patience(struct index *, const struct patience *);

/* Takes from the live those that went stale before `now`; how many. */
int rows_reap(struct index *, enum about, moment now);

#endif
