/* latest - the events of a moment ago, for another page. */

#include "event_cache.h"

#include <string.h>

/* What is kept of the room for many. */
#define KEEP_BYTES ((size_t)64 * 1024)

static bool
is_before(struct place a, struct place b)
{
	return a.day != b.day ? a.day < b.day : a.offset < b.offset;
}

/* Does it hold all that would be told? */
static bool
covers(const struct latest_feed *f, bool since, struct place after)
{
	static const struct place beginning = { 0 };

	if (!since)
		after = beginning;
	/* Whoever is ahead of it would be led back. */
	if (is_before(f->end, after))
		return false;
	return f->cut || !is_before(after, f->from);
}

const struct latest_feed *
latest_find(const struct latest *l, const char *filter, bool since,
	    struct place after, moment now)
{
	size_t i;

	for (i = 0; i < LATEST; i++) {
		const struct latest_feed *f = &l->at[i];

		if (f->when && f->when <= now && now - f->when < LATEST_FOR &&
		    strcmp(f->filter.at, filter) == 0 &&
		    covers(f, since, after))
			return f;
	}
	return NULL;
}

struct latest_feed *
latest_place(struct latest *l, const char *filter, moment now)
{
	struct latest_feed *f = &l->at[l->turn++ % LATEST];

	f->filter.len = 0;
	buffer_add(&f->filter, filter, strlen(filter) + 1);
	buffer_clear(&f->text, KEEP_BYTES);
	f->when = now;
	f->from = f->end = (struct place){ 0 };
	f->cut = false;
	f->count = 0;
	return f;
}

void
latest_add(struct latest_feed *f, struct place at)
{
	f->rows[f->count++] = (struct latest_row){ at, f->text.len };
}

size_t
latest_count(const struct latest_feed *f, bool since, struct place after)
{
	size_t n = f->count;

	while (since && n > 0 && is_before(f->rows[n - 1].at, after))
		n--;
	return n;
}

bool
latest_is_cut(const struct latest_feed *f, bool since, struct place after)
{
	return f->cut && (!since || is_before(after, f->from));
}

void
latest_free(struct latest *l)
{
	size_t i;

	for (i = 0; i < LATEST; i++) {
		buffer_free(&l->at[i].filter);
		buffer_free(&l->at[i].text);
	}
}
