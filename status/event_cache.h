/*
 * latest - the events of a moment ago, for another page that asks for what
 * came since.
 *
 * Each page goes on from somewhere else, so that no answer is like another;
 * but those that are told are mostly the same.
 */
#ifndef ECHOAPP_LATEST_H
#define ECHOAPP_LATEST_H

#include <stdbool.h>

#include "base/buffer.h"
#include "event_search.h"

/* So many filters are known at a time. */
#define LATEST 4
/* How long it is as good as a new one; microseconds. */
#define LATEST_FOR INT64_C(250000)
#define LATEST_ROWS 500

struct latest {
	struct latest_feed {
		struct buffer filter;
		moment when;	   /* 0: it holds none */
		struct place from; /* what was wanted since is all here, */
		struct place end;  /* up to here */
		bool cut;	   /* there may be more before */
		struct buffer text;
		struct latest_row {
			struct place at;
			size_t end; /* of its text */
		} rows[LATEST_ROWS];
		size_t count; /* the latest first */
	} at[LATEST];
	size_t turn;
};

/* NULL: nobody asked for those lately, or not for all that came since. */
const struct latest_feed *latest_find(const struct latest *, const char *filter,
				      bool since, struct place after,
				      moment now);

/* An empty one for a filter; the one that was longest there leaves. */
struct latest_feed *latest_place(struct latest *, const char *filter,
				 moment now);

/* Its text has one more; there is room for LATEST_ROWS. */
void latest_add(struct latest_feed *, struct place at);

/* How many of them came since; all if not `since`. */
size_t latest_count(const struct latest_feed *, bool since, struct place after);
/* Are there more of those, which it does not hold? */
bool latest_is_cut(const struct latest_feed *, bool since, struct place after);

void latest_free(struct latest *);

#endif
