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
#define EVENT_CACHE_SIZE 4
/* How long it is as good as a new one; microseconds. */
#define EVENT_CACHE_TTL INT64_C(250000)
#define EVENT_CACHE_ROWS 500

struct event_cache {
	struct event_cache_entry {
		struct buffer filter;
		timestamp made_at; /* 0: it holds none */
		struct event_cursor
		    from; /* what was wanted since is all here, */
		struct event_cursor end; /* up to here */
		bool cut;		 /* there may be more before */
		struct buffer text;
		struct event_cache_row {
			struct event_cursor at;
			size_t end; /* of its text */
		} rows[EVENT_CACHE_ROWS];
		size_t count; /* the latest first */
	} at[EVENT_CACHE_SIZE];
	size_t next;
};

/* NULL: nobody asked for those lately, or not for all that came since. */
const struct event_cache_entry *event_cache_find(const struct event_cache *,
						 const char *filter, bool since,
						 struct event_cursor after,
						 timestamp now);

/* An empty one for a filter; the one that was longest there leaves. */
struct event_cache_entry *event_cache_insert(struct event_cache *,
					     const char *filter, timestamp now);

/* Its text has one more; there is room for EVENT_CACHE_ROWS. */
void event_cache_add(struct event_cache_entry *, struct event_cursor at);

/* How many of them came since; all if not `since`. */
size_t event_cache_count(const struct event_cache_entry *, bool since,
			 struct event_cursor after);
/* Are there more of those, which it does not hold? */
bool event_cache_is_cut(const struct event_cache_entry *, bool since,
			struct event_cursor after);

void event_cache_free(struct event_cache *);

#endif
