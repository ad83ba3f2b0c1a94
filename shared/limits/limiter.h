/*
 * limiter - decides about limits, one decision at a time.
 *
 * Between limiter_begin() and limiter_end() no other program decides, so the
 * counts still hold when the line that takes a slot is written.  The lock is
 * STATE/limits.lock and not the journal's: hooks without a limit do not wait
 * for a decision, and around midnight two programs that write to the files of
 * two days do wait for each other.
 */
#ifndef ECHOAPP_LIMITER_H
#define ECHOAPP_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#include "index/entity.h"
#include "index/expiry.h"

struct limiter;

/* Opens no file yet.  `state_dir` is copied. */
struct limiter *limiter_new(const char *state_dir);
void limiter_free(struct limiter *); /* allows NULL */

/*
 * Takes the lock.  Returns 0; or -1, without the lock, when no decision can be
 * made now: the state directory cannot be written, the index is too far behind,
 * or another program holds this lock or the index's until the deadline
 * (deadline.h).  After that, nobody waits again until a decision succeeds.
 */
int limiter_begin(struct limiter *, const struct timeouts *, timestamp now);

/* Releases the lock, if it is held. */
void limiter_end(struct limiter *);

/* The view of the present state that the limiter uses while it is held. */
struct live_view *limiter_view(struct limiter *);

/* Why limiter_begin() or limiter_count() failed. */
const char *limiter_error(const struct limiter *);

/*
 * Counts the slots of that key that are active (`window` 0), or were taken in
 * the last `window` microseconds.  The kind is of the hook's entity.  *mine:
 * the line's own slot (slot_name()) is one of them.  -1: an error.
 */
int64_t limiter_count(struct limiter *, enum entity_kind, const char *key,
		      timestamp window, const struct journal_line *,
		      bool *mine);

/* Why the line's entity would not count as active, or NULL (live_view.h). */
const char *limiter_refusal(struct limiter *, const struct journal_line *);

/* When the line's connection had its first hook (live_view.h). */
timestamp limiter_connection_began(struct limiter *,
				   const struct journal_line *);

/* Has the call been repeated more often than WCS repeats a hook? */
bool limiter_has_excess_retries(struct limiter *, const struct journal_line *);

#endif
