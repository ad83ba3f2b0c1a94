/* carried_index - sums of lines from the index, and into the index. */
#ifndef ECHOAPP_CARRIED_INDEX_H
#define ECHOAPP_CARRIED_INDEX_H

#include "carried.h"

/* Adds the counters of the index.  0, or -1 with index_error(). */
int carried_index_add(struct carried *, struct index *);

/* Adds the sums to the counters of the index.  0, or -1 with index_error(). */
int carried_index_save(const struct carried *, struct index *);

#endif
