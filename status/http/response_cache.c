/* response_cache - responses for others who ask the same within a moment. */

#include "response_cache.h"

#include <string.h>

/* An entry that is replaced keeps so much memory; bytes. */
#define KEEP_BYTES ((size_t)64 * 1024)

const struct response_cache_entry *
response_cache_find(const struct response_cache *k, const char *query,
		    timestamp now)
{
	size_t i;

	for (i = 0; i < RESPONSE_CACHE_SIZE; i++) {
		const struct response_cache_entry *a = &k->at[i];

		if (a->made_at && a->made_at <= now &&
		    now - a->made_at < RESPONSE_CACHE_TTL &&
		    strcmp(a->query.at, query) == 0)
			return a;
	}
	return NULL;
}

struct response_cache_entry *
response_cache_insert(struct response_cache *k, const char *query,
		      timestamp now)
{
	struct response_cache_entry *a =
	    &k->at[k->next++ % RESPONSE_CACHE_SIZE];

	a->query.len = 0;
	buffer_add(&a->query, query, strlen(query) + 1);
	buffer_clear(&a->body, KEEP_BYTES);
	a->made_at = now;
	return a;
}

void
response_cache_free(struct response_cache *k)
{
	size_t i;

	for (i = 0; i < RESPONSE_CACHE_SIZE; i++) {
		buffer_free(&k->at[i].query);
		buffer_free(&k->at[i].body);
	}
}
