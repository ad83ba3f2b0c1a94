/* held - places that were taken beyond what the index tells. */

#include "pending_slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

struct held *
held_find(const struct held_list *l, const char *key, const char *taker)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strcmp(l->at[i].taker, taker) == 0 &&
		    strcmp(l->at[i].key, key) == 0)
			return &l->at[i];
	return NULL;
}

struct held *
held_add(struct held_list *l, const char *key, const char *taker, moment time,
	 struct entity *by)
{
	struct held *h = held_find(l, key, taker);

	if (h)
		return h;
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->at = reallocarray(l->at, l->room, sizeof *l->at);
		if (!l->at)
			die(EXIT_AGAIN, "places:");
	}
	h = &l->at[l->count++];
	*h = (struct held){
		.key = strdup(key),
		.taker = strdup(taker),
		.time = time,
		.by = by,
	};
	if (!h->key || !h->taker)
		die(EXIT_AGAIN, "a place:");
	return h;
}

void
held_forget(struct held_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->at[i].key);
		free(l->at[i].taker);
	}
	l->count = 0;
}

void
held_free(struct held_list *l)
{
	held_forget(l);
	free(l->at);
	*l = (struct held_list){ 0 };
}
