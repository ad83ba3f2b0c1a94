/* held - places that were taken beyond what the index tells. */

#include "pending_slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

struct pending_slot *
pending_slots_find(const struct pending_slots *l, const char *key,
		   const char *name)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strcmp(l->at[i].name, name) == 0 &&
		    strcmp(l->at[i].key, key) == 0)
			return &l->at[i];
	return NULL;
}

struct pending_slot *
pending_slots_add(struct pending_slots *l, const char *key, const char *name,
		  timestamp time, struct entity *entity)
{
	struct pending_slot *h = pending_slots_find(l, key, name);

	if (h)
		return h;
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->at = reallocarray(l->at, l->cap, sizeof *l->at);
		if (!l->at)
			die(EXIT_TEMPORARY, "places:");
	}
	h = &l->at[l->count++];
	*h = (struct pending_slot){
		.key = strdup(key),
		.name = strdup(name),
		.time = time,
		.entity = entity,
	};
	if (!h->key || !h->name)
		die(EXIT_TEMPORARY, "a place:");
	return h;
}

void
pending_slots_clear(struct pending_slots *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->at[i].key);
		free(l->at[i].name);
	}
	l->count = 0;
}

void
pending_slots_free(struct pending_slots *l)
{
	pending_slots_clear(l);
	free(l->at);
	*l = (struct pending_slots){ 0 };
}
