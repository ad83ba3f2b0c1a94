/* kept - answers of a moment ago, for others who ask the same. */

#include "response_cache.h"

#include <string.h>

/* What is kept of the room for a large one. */
#define KEEP_BYTES ((size_t)64 * 1024)

const struct kept_answer *
kept_find(const struct kept *k, const char *question, moment now)
{
	size_t i;

	for (i = 0; i < KEPT; i++) {
		const struct kept_answer *a = &k->at[i];

		if (a->when && a->when <= now && now - a->when < KEPT_FOR &&
		    strcmp(a->question.at, question) == 0)
			return a;
	}
	return NULL;
}

struct kept_answer *
kept_place(struct kept *k, const char *question, moment now)
{
	struct kept_answer *a = &k->at[k->turn++ % KEPT];

	a->question.len = 0;
	buffer_add(&a->question, question, strlen(question) + 1);
	buffer_clear(&a->body, KEEP_BYTES);
	a->when = now;
	return a;
}

void
kept_free(struct kept *k)
{
	size_t i;

	for (i = 0; i < KEPT; i++) {
		buffer_free(&k->at[i].question);
		buffer_free(&k->at[i].body);
	}
}
