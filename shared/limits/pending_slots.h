/*
 * held - places that were taken, or whose takers were heard of, beyond what
 * the index tells; for ahead.c.
 */
#ifndef ECHOAPP_PENDING_SLOTS_H
#define ECHOAPP_PENDING_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "index/entity.h"

struct pending_slot {
	char *key;
	char *name;
	timestamp time;
	struct entity *entity; /* NULL: it is not about anything that lives */
	bool stored;	       /* the index has it, too */
};

/* A zeroed one is empty. */
struct pending_slots {
	struct pending_slot *at;
	size_t count;
	size_t cap;
};

/* The one that is there, or a new one. */
struct pending_slot *pending_slots_add(struct pending_slots *, const char *key,
				       const char *name, timestamp time,
				       struct entity *entity);

/* NULL: it is not there. */
struct pending_slot *pending_slots_find(const struct pending_slots *,
					const char *key, const char *name);

/* Empties it, but keeps its memory; or gives that back. */
void pending_slots_clear(struct pending_slots *);
void pending_slots_free(struct pending_slots *);

#endif
