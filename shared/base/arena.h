/*
 * arena - memory that is given back all at once.
 *
 * What many things that end together are made of: to give back each of their
 * parts by itself would take longer than all that is done with them.  Running
 * out of memory ends the program (die.h).
 */
#ifndef ECHOAPP_ARENA_H
#define ECHOAPP_ARENA_H

#include <stddef.h>

#include "buffer.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *);

/* Zeroed. */
void *arena_alloc(struct arena *, size_t);
char *arena_strdup(struct arena *, const char *text);

/*
 * Room for `more` bytes in a buffer that is of this arena: until they are
 * filled, adding to it takes no other memory.
 */
void arena_reserve(struct arena *, struct buffer *, size_t more);

/* Gives back what it got here, and all it gave since. */
void arena_rewind(struct arena *, void *);

/* Gives back everything. */
void arena_clear(struct arena *);

#endif
