/* event_cache - the events of a moment ago, for another page. */

#include "event_cache.h"

#include <string.h>

/* An entry that is replaced keeps so much memory; bytes. */
#define KEEP_BYTES ((size_t)64 * 1024)

static bool
is_before(struct event_cursor a, struct event_cursor b)
{
	return a.day != b.day ? a.day < b.day : a.offset < b.offset;
}

/* Does the entry have all events that are wanted? */
static bool
covers(const struct event_cache_entry *f, bool since, struct event_cursor after)
{
	static const struct event_cursor beginning = { 0 };

	if (!since)
		after = beginning;
	/* A page that is ahead of the entry would go back. */
	if (is_before(f->end, after))
		return false;
	return f->cut || !is_before(after, f->from);
}

const struct event_cache_entry *
event_cache_find(const struct event_cache *l, const char *filter, bool since,
		 struct event_cursor after, timestamp now)
{
	size_t i;

	for (i = 0; i < EVENT_CACHE_SIZE; i++) {
		const struct event_cache_entry *f = &l->at[i];

		if (f->made_at && f->made_at <= now &&
		    now - f->made_at < EVENT_CACHE_TTL &&
		    strcmp(f->filter.at, filter) == 0 &&
		    covers(f, since, after))
			return f;
	}
	return NULL;
}

struct event_cache_entry *
event_cache_insert(struct event_cache *l, const char *filter, timestamp now)
{
	struct event_cache_entry *f = &l->at[l->next++ % EVENT_CACHE_SIZE];

	f->filter.len = 0;
	buffer_add(&f->filter, filter, strlen(filter) + 1);
	buffer_clear(&f->text, KEEP_BYTES);
	f->made_at = now;
	f->from = f->end = (struct event_cursor){ 0 };
	f->cut = false;
	f->count = 0;
	return f;
}

void
event_cache_add(struct event_cache_entry *f, struct event_cursor at)
{
	f->rows[f->count++] = (struct event_cache_row){ at, f->text.len };
}

size_t
event_cache_count(const struct event_cache_entry *f, bool since,
		  struct event_cursor after)
{
	size_t n = f->count;

	while (since && n > 0 && is_before(f->rows[n - 1].at, after))
		n--;
	return n;
}

bool
event_cache_is_cut(const struct event_cache_entry *f, bool since,
		   struct event_cursor after)
{
	return f->cut && (!since || is_before(after, f->from));
}

void
event_cache_free(struct event_cache *l)
{
	size_t i;

	for (i = 0; i < EVENT_CACHE_SIZE; i++) {
		buffer_free(&l->at[i].filter);
		buffer_free(&l->at[i].text);
	}
}
