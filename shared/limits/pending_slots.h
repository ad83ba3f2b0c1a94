/*
 * pending_slots - limit slots in journal lines that the index has not folded
 * yet, and slots of the index whose entities those lines change.
 */
#ifndef ECHOAPP_PENDING_SLOTS_H
#define ECHOAPP_PENDING_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "index/entity.h"

struct pending_slot {
	char *key;
	char *name;
	timestamp time;	       /* when the slot was taken */
	struct entity *entity; /* borrowed; NULL: no entity took the slot */
	bool stored;	       /* the index has the slot, too */
};

/* A zeroed struct is empty. */
struct pending_slots {
	struct pending_slot *at;
	size_t count;
	size_t cap;
};

/* The slot of that key and name, added with copies of them if missing. */
struct pending_slot *pending_slots_add(struct pending_slots *, const char *key,
				       const char *name, timestamp time,
				       struct entity *entity);

/* The slot of that key and name, or NULL. */
struct pending_slot *pending_slots_find(const struct pending_slots *,
					const char *key, const char *name);

/* Removes all slots, but keeps the array. */
void pending_slots_clear(struct pending_slots *);
void pending_slots_free(struct pending_slots *);

#endif
