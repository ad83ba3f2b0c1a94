/*
 * call_window - the calls of the last day: how many were live in each second,
 * and, in slots of 15 seconds, how they ended and how long they were talked.
 *
 * Both are kept in memory.  Call records become final in the order of
 * `recorded`, so each update reads only those since the one before.
 */
#ifndef ECHOAPP_CALL_WINDOW_H
#define ECHOAPP_CALL_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sql.h"
#include "base/timestamp.h"

/* Seconds; the seconds that are kept are a multiple of the slots'. */
#define CALL_WINDOW_STEP 15
#define CALL_WINDOW_SECONDS (86400 + CALL_WINDOW_STEP)
#define CALL_WINDOW_SLOTS (CALL_WINDOW_SECONDS / CALL_WINDOW_STEP)
/* The first update reads at most so many records, the latest. */
#define CALL_WINDOW_FIRST_RECORDS 50000

enum disposition {
	DISPOSITION_ANSWERED,
	DISPOSITION_NO_ANSWER,
	DISPOSITION_BUSY,
	DISPOSITION_FAILED,
	DISPOSITION_DENIED,
	DISPOSITION_STALE,
	DISPOSITION_UNKNOWN,
	DISPOSITIONS
};

extern const char *const call_window_dispositions[DISPOSITIONS];

/* Calls that ended in a slot. */
struct call_slot {
	uint32_t ended[DISPOSITIONS];
	uint32_t talked_calls; /* answered, for a time that is known */
	uint64_t talked;       /* by these calls; microseconds */
};

/* A zeroed struct is ready; the arrays are NULL before the first update. */
struct call_window {
	struct call_slot *slots; /* of final records, by time / step */
	int32_t *changes; /* of the number of live calls, by the second */
	/* The same of calls without a final record; renewed by each update. */
	int32_t *open;
	int64_t last;	   /* the newest second */
	timestamp read_to; /* `recorded` of the latest record */
	timestamp since;   /* what ended earlier is unknown; 0: nothing is */
	int64_t live;	   /* calls, at the last update */
	timestamp updated;
};

/* Reads what is new as of `now`.  Returns 0, or -1 with sql_error(). */
int call_window_update(struct call_window *, struct sql *, timestamp now);

/*
 * How calls ended from one second to another; both are in slots that count
 * whole.  Those of the last moment are not final yet.
 */
struct call_slot call_window_sum(const struct call_window *, int64_t from,
				 int64_t to);

/* The live calls at the end of a second, if at the end of the next: `next`. */
int64_t call_window_live_before(const struct call_window *, int64_t next,
				int64_t second);

/* Forgets all. */
void call_window_free(struct call_window *);

#endif
