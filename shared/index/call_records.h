/*
 * call_records - which records of calls are final, since when, and under which
 * id.
 *
 * A record is final when its call has ended, by itself, with its connection, by
 * a refusal or by silence, and CALL_RECORDS_SETTLE has passed, in which hooks
 * that overtook each other come.  It is then recorded: it gets the time as
 * `recorded`, revision 1, and a line of the ledger (ledger.h).  A record that
 * changes after that is recorded again, with the next revision.
 *
 * `recorded` is greater than that of all records before, whatever the clock
 * does, so no record appears in a span of time that was already exported.
 *
 * The uniqueid of a call is its key and the time of its first line.  So it is
 * the same in an index made anew; the ledger's is used if lines are then read
 * in another order.
 *
 * The first ledger of a state gets the times at which the records would have
 * become final.
 */
#ifndef ECHOAPP_CALL_RECORDS_H
#define ECHOAPP_CALL_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "entity.h"
#include "index.h"
#include "ledger.h"

/* Microseconds. */
#define CALL_RECORDS_SETTLE INT64_C(500000)

struct call_records;

/* The key of a call: a hash of its connection's id and its own. */
uint64_t call_records_key(const char *connection, const char *id);

/*
 * Completes a call that was loaded: its row has no time of birth if that is
 * `first`, and no digest if the record has not changed since it was recorded.
 */
void call_records_complete(struct entity *);

/*
 * Opens the ledger for a fold, under the lock of STATE/index.lock.  `now` is
 * the time to record, 0: the clock.  NULL: `e` says why.
 */
struct call_records *call_records_open(const char *state_dir, timestamp now,
				       bool sync, struct error *e);
void call_records_close(struct call_records *);

/* Does the index belong to another ledger, or to more of it? */
bool call_records_must_rebuild(struct call_records *, struct index *);

/*
 * Reads those lines of the ledger that the index does not know, and begins to
 * record what is saved to it.  `rebuild`: the index is being made anew;
 * `folded`: when it was last folded, TIMESTAMP_NONE: this is the first fold.
 * Returns 0 or -1.
 */
int call_records_begin(struct call_records *, struct index *, bool rebuild,
		       timestamp folded, struct error *);

/* Is the index being made anew?  NULL: no. */
bool call_records_rebuild(const struct call_records *);

/*
 * More lines of the journal are to come, and the last one had this time: what
 * seems stale may not be.
 */
void call_records_advance(struct call_records *, timestamp);

/* The journal was read to its end. */
void call_records_finish(struct call_records *);

/*
 * Records the call if its record is final and differs from what was recorded;
 * or sets when it is due.  Called when the call is saved; NULL: does nothing.
 */
void call_records_settle(struct call_records *, struct entity *, bool live,
			 timestamp expires);

/*
 * Records what is due, after call_records_finish().  No record of a later fold
 * is recorded before `seal`.  Returns 0 or -1.
 */
int call_records_record_due(struct call_records *, struct index *,
			    timestamp seal);

/*
 * Writes the ledger before the index commits, and tells the index how much of
 * it that is.  A first ledger is written with the last batch of a rebuild.
 * Returns 0 or -1.
 */
int call_records_write(struct call_records *, struct index *, bool last_batch,
		       struct error *);

#endif
