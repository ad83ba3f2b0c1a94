/*
 * hooks_source - the hooks that come after a position, from the journal.
 */
#ifndef ECHOAPP_HOOKS_SOURCE_H
#define ECHOAPP_HOOKS_SOURCE_H

#include "batch.h"
#include "delivery/delivery_conf.h"

/* After the last line there is now, or before the first.  0, or -1. */
int hooks_source_begin(const char *state_dir, struct delivery_position *,
		       bool from_beginning, struct error *);

/*
 * Adds at most `max` hooks after b->after that the lines choose for the
 * destination, and moves b->after.  `rest`: there may be more.  0, or -1 with
 * the reason.
 */
int hooks_source_collect(const char *state_dir, const struct delivery_conf *,
			 const char *destination, struct batch *, size_t max,
			 bool *rest, struct error *);

/*
 * Adds the hook of the letter.  Returns 1; 0: it is not in the journal any
 * more; or -1 with the reason.
 */
int hooks_source_find(const char *state_dir, const struct dead_letter *,
		      struct batch *, struct error *);

#endif
