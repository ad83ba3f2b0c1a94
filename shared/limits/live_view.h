/*
 * ahead - what holds at this moment: the index, and what the journal tells
 * beyond it.
 *
 * A limit has to count what was answered a moment ago, and no request waits
 * until the index is brought up to date.  So the lines that are not in it yet
 * are read into memory, each of them once, on top of what it says; what was
 * read is forgotten as soon as the index has changed.
 */
#ifndef ECHOAPP_AHEAD_H
#define ECHOAPP_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "index/entity.h"
#include "index/entity_rows.h"

struct ahead;

/* Opens nothing yet; `state_dir` is copied. */
struct ahead *ahead_new(const char *state_dir);
void ahead_free(struct ahead *);

/*
 * Reads on, up to the journal's end.  Returns 0, or -1 when nothing can be
 * said just now: the index cannot be read, or is too far behind.  What is
 * counted between this and ahead_end() is of one moment.
 */
int ahead_begin(struct ahead *, const struct patience *, moment now);
void ahead_end(struct ahead *);

/* Why it cannot be said; "" when it could. */
const char *ahead_error(const struct ahead *);

/*
 * How many hold a place of that key.  `*mine`: the taker has one already, and
 * it counts.  -1: it cannot be said.
 */
int64_t ahead_active(struct ahead *, enum about, const char *key,
		     const char *taker, bool *mine);

/*
 * How many took one within so many microseconds; and how many of them were the
 * same hook (place_again()), within the time in which it may come again.  -1:
 * it cannot be said.
 */
int64_t ahead_since(struct ahead *, const char *key, moment within);
int64_t ahead_again(struct ahead *, const char *key, const char *again);

/*
 * Why the call or stream that the event is about would not be counted as
 * active; NULL: it would be.
 */
const char *ahead_uncountable(struct ahead *, const struct event *);

/*
 * Is it of a call that has gone on since it was asked for?  Then WCS had the
 * answer, and does not ask again for want of it.
 */
bool ahead_goes_on(struct ahead *, const struct event *);

#endif
