/*
 * index_keeper - the index, kept up to date for those who read call records.
 *
 * A record becomes final CALL_RECORDS_SETTLE after the end of its call, with
 * the next fold.  Hook programs fold while hooks come in; this does so often
 * enough that a record is delivered within a second.
 */
#ifndef ECHOAPP_INDEX_KEEPER_H
#define ECHOAPP_INDEX_KEEPER_H

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "conf/conf.h"
#include "index/index.h"

/* A zeroed struct has no index yet. */
struct index_keeper {
	struct index *index; /* NULL: none can be opened */
	struct error error;  /* why, or why it cannot be folded; or "" */
	int64_t next;	     /* monotonic_now() of the next fold */
};

/* Opens the index, and folds what is new, unless another process does. */
void index_keeper_update(struct index_keeper *, const struct conf_file *);

void index_keeper_close(struct index_keeper *);

#endif
