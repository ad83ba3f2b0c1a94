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
#ifndef ECHOAPP_PLACE_H
#define ECHOAPP_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "entity.h"
#include "index.h"
#include "journal/journal_line.h"

#define PLACE_KEPT INT64_C(86400000000)

/*
 * Who takes a place of that key: what the event begins, so that a hook that
 * comes twice takes one; or, where each hook counts ("call rate by caller"),
 * this event alone.  Good until the next call.
 */
const char *place_taker(const struct event *, const char *key);

/*
 * How the takers of a rate begin when the same hook comes again; NULL: each
 * stands for itself.  WCS sends a hook again up to three times, when the
 * answer does not come within 15 seconds or is lost; who does so more often
 * is somebody else.  Good until the next call.
 */
#define PLACE_AGAIN_SIZE 34
#define PLACE_AGAIN_MAX 3
#define PLACE_AGAIN_WITHIN INT64_C(60000000)
const char *place_again(const struct event *);

/* The key of those that a call takes when it comes again. */
#define PLACE_CALLED_AGAIN "call rate again"

/*
 * Takes in the event's places.  `e` is what it is about, or NULL; those of an
 * entity are saved with it.
 */
int place_take(struct index *, const struct event *, struct entity *e,
	       moment now);
int place_save(struct index *, struct entity *, bool live, moment now);

int place_end_stale(struct index *, enum about, moment now);

/* Drops what no limit looks at any more. */
int place_forget(struct index *, moment now);

/* How many hold one now; -1: error. */
int64_t place_count_active(struct index *, enum about, const char *key,
			   moment now);

/*
 * What is later than that was taken before the clock was set back.  Less than
 * that is another program's, which came after us and was faster: nobody waits
 * for a decision as long as this.
 */
#define PLACE_LATER INT64_C(5000000)

/* How many took one within so many microseconds before `now`; -1: error. */
int64_t place_count_since(struct index *, const char *key, moment within,
			  moment now);

/* How many of them begin like this. */
int64_t place_count_again(struct index *, const char *key, const char *again,
			  moment within, moment now);

/* The same of one: does it count? */
bool place_is_within(moment taken, moment within, moment now);

/* Does it hold one now? */
bool place_find_active(struct index *, enum about, const char *key,
		       const char *taker, moment now);

/* The keys that an entity takes places of. */
void place_each_of(struct index *, enum about, int64_t row,
		   void (*each)(void *arg, const char *key, const char *taker,
				moment time),
		   void *arg);

#endif
