/*
 * call_window - the calls of the last day, in slots of 15 seconds: how many
 * were live, how they ended, and how long they were talked.
 *
 * The slots are kept in memory.  Call records become final in the order of
 * `recorded`, so each update reads only those since the one before.
 */
#ifndef ECHOAPP_CALL_WINDOW_H
#define ECHOAPP_CALL_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sql.h"
#include "base/timestamp.h"

/* Seconds. */
#define CALL_WINDOW_STEP 15
#define CALL_WINDOW_SLOTS (86400 / CALL_WINDOW_STEP + 1)
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

struct call_slot {
	uint32_t begun;
	uint32_t ended[DISPOSITIONS];
	uint32_t talked_calls; /* answered, for a time that is known */
	uint64_t talked;       /* by these calls; microseconds */
};

/* A zeroed struct is ready. */
struct call_window {
	struct call_slot *slots; /* NULL before the first update */
	/* Of calls whose records are not final yet; renewed by each update. */
	struct call_slot *open;
	int64_t last;	   /* the number of the newest slot */
	timestamp read_to; /* `recorded` of the latest record */
	timestamp since;   /* what ended earlier is unknown; 0: nothing is */
	int64_t live;	   /* calls, at the last update */
};

/* Reads what is new as of `now`.  Returns 0, or -1 with sql_error(). */
int call_window_update(struct call_window *, struct sql *, timestamp now);

/*
 * The sums of the slots from one to another, both included; a slot is a time
 * divided by CALL_WINDOW_STEP seconds.
 */
struct call_slot call_window_sum(const struct call_window *, int64_t from,
				 int64_t to);

/* The live calls at the end of the slot `at`, if that of the next is `next`. */
int64_t call_window_live_before(const struct call_window *, int64_t next,
				int64_t at);

/* Forgets all. */
void call_window_free(struct call_window *);

#endif
