/* counts - how much there is of everything, from the index. */
#ifndef ECHOAPP_COUNTS_H
#define ECHOAPP_COUNTS_H

#include "base/sql.h"
#include "index/entity.h"

struct counts {
	int64_t live[ENTITY_KINDS];
	int64_t stale[ENTITY_KINDS]; /* that nobody said had ended */
	int64_t answered;	     /* hooks, with 200 */
	int64_t refused;
	int64_t warnings;
	int64_t lost;
	int64_t unreadable;  /* lines of the journal */
	int64_t last_minute; /* hooks, in the last whole minute */
};

/* 0, or -1 with sql_error(). */
int counts_read(struct counts *, struct sql *);

#endif
