/*
 * ahead - what holds at this moment: the index, and what the journal tells
 * beyond it.
 *
 * A limit has to count what was answered a moment ago, and no request waits
 * until the index is brought up to date.  So the lines that are not in it yet
 * are read into memory, each of them once, on top of what it says; what was
 * read is forgotten as soon as the index has changed.
 */
#ifndef ECHOAPP_LIVE_VIEW_H
#define ECHOAPP_LIVE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "index/entity.h"
#include "index/expiry.h"

struct live_view;

/* Opens nothing yet; `state_dir` is copied. */
struct live_view *live_view_new(const char *state_dir);
void live_view_free(struct live_view *);

/*
 * Reads on, up to the journal's end.  Returns 0, or -1 when nothing can be
 * said just now: the index cannot be read, or is too far behind.  What is
 * counted between this and live_view_end() is of one moment.
 */
int live_view_begin(struct live_view *, const struct timeouts *, timestamp now);
void live_view_end(struct live_view *);

/* Why it cannot be said; "" when it could. */
const char *live_view_error(const struct live_view *);

/*
 * How many hold a place of that key.  `*mine`: the taker has one already, and
 * it counts.  -1: it cannot be said.
 */
int64_t live_view_count_active(struct live_view *, enum entity_kind,
			       const char *key, const char *name, bool *mine);

/*
 * How many took one within so many microseconds; and how many of them were the
 * same hook (slot_name_retry()), within the time in which it may come again.
 * -1: it cannot be said.
 */
int64_t live_view_count_since(struct live_view *, const char *key,
			      timestamp within);
int64_t live_view_count_retries(struct live_view *, const char *key,
				const char *prefix);

/*
 * Why the call or stream that the event is about would not be counted as
 * active; NULL: it would be.
 */
const char *live_view_refusal(struct live_view *, const struct journal_line *);

/*
 * Is it of a call that has gone on since it was asked for?  Then WCS had the
 * answer, and does not ask again for want of it.
 */
bool live_view_has_progressed(struct live_view *, const struct journal_line *);

#endif
