/*
 * limiter - counts for a limit, one decision at a time.
 *
 * Between limiter_begin() and limiter_end() no other program decides, so what
 * was counted still holds when the line that takes the place has been written.
 * It holds the lock of STATE/limits.lock, and not that of the journal: hooks
 * that no limit is about do not wait for a decision, and two programs on two
 * sides of midnight, with a day's file each, do wait for each other.
 */
#ifndef ECHOAPP_LIMITER_H
#define ECHOAPP_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#include "index/entity.h"
#include "index/expiry.h"

struct limiter;

/* Opens nothing yet; `state_dir` is copied. */
struct limiter *limiter_new(const char *state_dir);
void limiter_free(struct limiter *);

/*
 * Returns 0; or -1 when it cannot be decided just now, and then holds nothing:
 * the state directory cannot be written to, another decides for longer than
 * LOCK_TIMEOUT_MS, or the index is too far behind.
 */
int limiter_begin(struct limiter *, const struct timeouts *, timestamp now);
void limiter_end(struct limiter *);

/* Why limiter_begin() or limiter_count() failed last. */
const char *limiter_error(const struct limiter *);

/*
 * How many hold a place of that key, now (`window` 0) or taken within so many
 * microseconds; `about` is what the hook is about.  `*mine`: one of them is
 * the event's own (place.h).  -1: see limiter_error().
 */
int64_t limiter_count(struct limiter *, enum entity_kind, const char *key,
		      timestamp window, const struct journal_line *,
		      bool *mine);

/* Why the event would not be counted as active, or NULL (ahead.h). */
const char *limiter_refusal(struct limiter *, const struct journal_line *);

/* Does it come again more often than WCS would send it? */
bool limiter_has_excess_retries(struct limiter *, const struct journal_line *);

#endif
