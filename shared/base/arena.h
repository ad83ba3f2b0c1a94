/*
 * arena - memory that is freed all at once.
 *
 * For many objects that end together: to free each of them would take longer
 * than all other work on them.  Running out of memory ends the program (die.h).
 */
#ifndef ECHOAPP_ARENA_H
#define ECHOAPP_ARENA_H

#include <stddef.h>

#include "buffer.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *);

/* Returns zeroed memory. */
void *arena_alloc(struct arena *, size_t);
char *arena_strdup(struct arena *, const char *text);

/*
 * Reserves room for `more` bytes in a buffer that is zeroed, or whose memory is
 * the arena's.  Reserve before each addition, because a buffer that grows by
 * itself passes its memory to realloc().
 */
void arena_reserve(struct arena *, struct buffer *, size_t more);

/* Frees `since`, which is of this arena, and all that was allocated after it.
 */
void arena_rewind(struct arena *, void *since);

/* Frees all objects, and keeps the arena. */
void arena_clear(struct arena *);

#endif
