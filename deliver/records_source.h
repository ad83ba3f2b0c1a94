/*
 * records_source - the call records that come after a position, from the index.
 */
#ifndef ECHOAPP_RECORDS_SOURCE_H
#define ECHOAPP_RECORDS_SOURCE_H

#include "batch.h"
#include "delivery/delivery_conf.h"
#include "index/index.h"

/* After the last record there is now, or before the first.  0, or -1. */
int records_source_begin(struct index *, struct delivery_position *,
			 bool from_beginning, struct error *);

/*
 * Adds at most `max` records after b->after that the lines choose for the
 * destination, and moves b->after.  `rest`: there may be more.  0, or -1 with
 * the reason.
 */
int records_source_collect(struct index *, const struct delivery_conf *,
			   const char *destination, struct batch *, size_t max,
			   bool *rest, struct error *);

/*
 * Adds the record that became final when the letter says, with its id.  Returns
 * 1; 0: there is none any more; or -1 with the reason.
 */
int records_source_find(struct index *, const struct dead_letter *,
			struct batch *, struct error *);

#endif
