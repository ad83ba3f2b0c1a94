/*
 * limit_slots - what limits count.
 *
 * The table has a row for each key that a hook was let pass for.
 *
 * A limit ("two active calls by caller") has a key for each value that it
 * counts.  A hook that was let pass names the keys that it was counted for in
 * its journal line ("slots"), so the table follows from the journal, and does
 * not depend on the rules of today.
 *
 * A slot is active as long as the entity that holds it is live.  Inactive slots
 * are kept for SLOT_KEPT, the longest time that a limit looks back.
 *
 * All times are microseconds.  Functions that return an int return 0, or -1
 * with index_error().
 */
#ifndef ECHOAPP_LIMIT_SLOTS_H
#define ECHOAPP_LIMIT_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "entity.h"
#include "index.h"
#include "journal/journal_line.h"

#define SLOT_KEPT INT64_C(86400000000)

/* The key of the slots that a call takes when WCS sends it again. */
#define SLOT_CALL_RETRIED "call rate again"

/*
 * Adds the line's slots: to the entity that the line is about, which saves them
 * with its row; or, if that is NULL, to the table.
 */
int limit_slots_take(struct index *, const struct journal_line *,
		     struct entity *, timestamp now);

/* Saves the entity's new slots, and which of its slots are active. */
int limit_slots_save(struct index *, struct entity *, bool live, timestamp now);

/* Makes the slots of entities active that are live, after they were not. */
int limit_slots_revive(struct index *, enum entity_kind);

/* Makes the slots of entities inactive that became stale before `now`. */
int limit_slots_expire(struct index *, enum entity_kind, timestamp now);

/* Deletes the slots that no limit looks at any more. */
int limit_slots_purge(struct index *, timestamp now);

/*
 * A holder whose last hook came more than this after `now`, while the clock was
 * ahead, does not count: its end may be lost, and it would expire days later.
 */
#define SLOT_AHEAD_MAX INT64_C(3600000000)

/* How many slots of the key are active; -1 on failure. */
int64_t limit_slots_count_active(struct index *, enum entity_kind,
				 const char *key, timestamp now);

/*
 * Slots later than `now` by less than this count: another program's hook came
 * after ours and was decided faster.  Later ones were taken before the clock
 * was set back.
 */
#define SLOT_CLOCK_SLACK INT64_C(5000000)

/* How many slots of the key were taken `within` so long before `now`; or -1. */
int64_t limit_slots_count_since(struct index *, const char *key,
				timestamp within, timestamp now);

/* How many of those have a name with this prefix (slot_name_retry()); or -1. */
int64_t limit_slots_count_retries(struct index *, const char *key,
				  const char *prefix, timestamp within,
				  timestamp now);

/* Would limit_slots_count_since() count a slot that was taken then? */
bool limit_slots_is_within(timestamp taken, timestamp within, timestamp now);

/* Is the slot of that key and holder active?  false on failure, too. */
bool limit_slots_is_active(struct index *, enum entity_kind, const char *key,
			   const char *name, timestamp now);

/* Calls `each` for the slots that an entity holds; the strings are lent. */
void limit_slots_each(struct index *, enum entity_kind, int64_t row,
		      void (*each)(void *arg, const char *key, const char *name,
				   timestamp time),
		      void *arg);

#endif
