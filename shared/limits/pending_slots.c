/* pending_slots - limit slots that the index has not folded yet. */

#include "pending_slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/str.h"

#define SLOTS_START 64 /* slots that the first allocation has room for */

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
	struct pending_slot *slot = pending_slots_find(l, key, name);

	if (slot)
		return slot;
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : SLOTS_START;
		l->at = reallocarray(l->at, l->cap, sizeof *l->at);
		if (!l->at)
			die(EXIT_TEMPORARY,
			    "cannot store %zu limit slots:", l->cap);
	}
	slot = &l->at[l->count++];
	*slot = (struct pending_slot){
		.key = str_dup(key),
		.name = str_dup(name),
		.time = time,
		.entity = entity,
	};
	return slot;
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
