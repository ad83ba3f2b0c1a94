/*
 * event_cache - the events of a moment ago, for another page.
 *
 * Each page asks for the events since its own last one, so no two responses
 * are equal, but they hold mostly the same events.
 */
#ifndef ECHOAPP_EVENT_CACHE_H
#define ECHOAPP_EVENT_CACHE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "event_search.h"

#define EVENT_CACHE_SIZE 4 /* filters */
/* How long an entry is used; microseconds. */
#define EVENT_CACHE_TTL INT64_C(250000)
#define EVENT_CACHE_ROWS 500

/* A zeroed struct is empty. */
struct event_cache {
	struct event_cache_entry {
		struct buffer filter;
		timestamp made_at; /* 0: the entry is empty */
		/* All events of the filter between these are here. */
		struct event_cursor from, end;
		bool cut; /* there may be events before `from` */
		struct buffer text;
		struct event_cache_row {
			struct event_cursor at;
			size_t end; /* of its part of the text */
		} rows[EVENT_CACHE_ROWS];
		size_t count; /* of rows, the latest event first */
	} at[EVENT_CACHE_SIZE];
	size_t next; /* the entry to be replaced */
};

/*
 * Returns a recent entry for the filter, with all events after `after` if
 * `since`, or NULL.
 */
const struct event_cache_entry *event_cache_find(const struct event_cache *,
						 const char *filter, bool since,
						 struct event_cursor after,
						 timestamp now);

/* Replaces the oldest entry by an empty one. */
struct event_cache_entry *event_cache_insert(struct event_cache *,
					     const char *filter, timestamp now);

/* Call this after each event is added to the text; EVENT_CACHE_ROWS at most. */
void event_cache_add(struct event_cache_entry *, struct event_cursor at);

/* How many events are after `after`; all if not `since`. */
size_t event_cache_count(const struct event_cache_entry *, bool since,
			 struct event_cursor after);
/* Are there more such events that the entry does not have? */
bool event_cache_is_cut(const struct event_cache_entry *, bool since,
			struct event_cursor after);

void event_cache_free(struct event_cache *);

#endif
