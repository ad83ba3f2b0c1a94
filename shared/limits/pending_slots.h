/*
 * held - places that were taken, or whose takers were heard of, beyond what
 * the index tells; for ahead.c.
 */
#ifndef ECHOAPP_HELD_H
#define ECHOAPP_HELD_H

#include <stdbool.h>
#include <stddef.h>

#include "index/entity.h"

struct held {
	char *key;
	char *taker;
	moment time;
	struct entity *by; /* NULL: it is not about anything that lives */
	bool stored;	   /* the index has it, too */
};

/* A zeroed one is empty. */
struct held_list {
	struct held *at;
	size_t count;
	size_t room;
};

/* The one that is there, or a new one. */
struct held *held_add(struct held_list *, const char *key, const char *taker,
		      moment time, struct entity *by);

/* NULL: it is not there. */
struct held *held_find(const struct held_list *, const char *key,
		       const char *taker);

/* Empties it, but keeps its memory; or gives that back. */
void held_forget(struct held_list *);
void held_free(struct held_list *);

#endif
