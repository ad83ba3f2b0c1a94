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

#include "entity.h"
#include "rows.h"

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
 * How many took one after `since`.  `*mine`: it is the same hook that came
 * again (place_again(), which may be NULL).  -1: it cannot be said.
 */
int64_t ahead_since(struct ahead *, const char *key, moment since,
		    const char *again, bool *mine);

/*
 * Has the call or stream that the event is about ended already?  Under its id
 * nothing is active any more, so what uses it again would not be counted.
 */
bool ahead_is_over(struct ahead *, const struct event *);

#endif
