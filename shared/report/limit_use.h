/* limit_use - how full a limit is: which keys have most slots (limit_slots). */
#ifndef ECHOAPP_LIMIT_USE_H
#define ECHOAPP_LIMIT_USE_H

#include <stdbool.h>

#include "index/index.h"
#include "rule_list.h"

/* Reads at most so many slots of a limit, the latest. */
#define LIMIT_USE_SLOTS_MAX 20000

/* How many keys of the limit have slots, and how many have all of them. */
struct limit_use {
	int64_t keys;
	int64_t full;
	bool cut; /* there are more slots than were read */
};

/*
 * Reads the use of a limit as of `now`, and calls `each` for the `most` keys
 * that have most slots, with what the key ends in.  Returns 0, or -1 with
 * sql_error().
 */
int limit_use_read(struct limit_use *, struct sql *,
		   const struct rule_list_entry *limit, timestamp now, int most,
		   void (*each)(void *arg, const char *value, int64_t slots),
		   void *arg);

#endif
