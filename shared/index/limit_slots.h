/*
 * place - what limits count: one row for whom a limit let pass.
 *
 * A limit ("two active calls by caller") has a key for each value that it
 * counts.  A hook that was let pass names the keys that it was counted for in
 * its line of the journal ("places"), so the table is told by the journal like
 * all others, and does not depend on the rules of the day.
 *
 * A place is active as long as what took it lives.  Past ones are kept for a
 * day, the longest time that a limit looks back.
 */
#ifndef ECHOAPP_LIMIT_SLOTS_H
#define ECHOAPP_LIMIT_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "entity.h"
#include "index.h"
#include "journal/journal_line.h"

#define SLOT_KEPT INT64_C(86400000000)

/* The key of those that a call takes when it comes again. */
#define SLOT_CALL_RETRIED "call rate again"

/*
 * Takes in the event's places.  `e` is what it is about, or NULL; those of an
 * entity are saved with it.
 */
int limit_slots_take(struct index *, const struct journal_line *,
		     struct entity *e, timestamp now);
int limit_slots_save(struct index *, struct entity *, bool live, timestamp now);

int limit_slots_expire(struct index *, enum entity_kind, timestamp now);

/* Drops what no limit looks at any more. */
int limit_slots_purge(struct index *, timestamp now);

/* How many hold one now; -1: error. */
int64_t limit_slots_count_active(struct index *, enum entity_kind,
				 const char *key, timestamp now);

/*
 * What is later than that was taken before the clock was set back.  Less than
 * that is another program's, which came after us and was faster: nobody waits
 * for a decision as long as this.
 */
#define SLOT_CLOCK_SLACK INT64_C(5000000)

/* How many took one within so many microseconds before `now`; -1: error. */
int64_t limit_slots_count_since(struct index *, const char *key,
				timestamp within, timestamp now);

/* How many of them begin like this. */
int64_t limit_slots_count_retries(struct index *, const char *key,
				  const char *prefix, timestamp within,
				  timestamp now);

/* The same of one: does it count? */
bool limit_slots_is_within(timestamp taken, timestamp within, timestamp now);

/* Does it hold one now? */
bool limit_slots_is_active(struct index *, enum entity_kind, const char *key,
			   const char *name, timestamp now);

/* The keys that an entity takes places of. */
void limit_slots_each(struct index *, enum entity_kind, int64_t row,
		      void (*each)(void *arg, const char *key,
				   const char *taker, timestamp time),
		      void *arg);

#endif
