/* arena - memory that is freed all at once: glibc's obstacks. */

#include "arena.h"

#include <obstack.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

/* Bytes that an arena allocates at a time: 16 KiB with malloc's header. */
#define CHUNK (16 * 1024 - 16)

/* The first size of a buffer. */
#define BUFFER_CAP_MIN 256

struct arena {
	struct obstack stack;
	void *first;
};

static void *
alloc_chunk(size_t size)
{
	void *chunk = malloc(size);

	if (!chunk)
		die(EXIT_TEMPORARY, "cannot allocate %zu bytes:", size);
	return chunk;
}

#define obstack_chunk_alloc alloc_chunk
#define obstack_chunk_free free

struct arena *
arena_new(void)
{
	struct arena *a = alloc_chunk(sizeof *a);

	obstack_begin(&a->stack, CHUNK);
	a->first = obstack_alloc(&a->stack, 1);
	return a;
}

void
arena_free(struct arena *a)
{
	obstack_free(&a->stack, NULL);
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(obstack_alloc(&a->stack, size), 0, size);
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return obstack_copy(&a->stack, text, strlen(text) + 1);
}

void
arena_reserve(struct arena *a, struct buffer *b, size_t more)
{
	size_t cap = b->cap ? b->cap : BUFFER_CAP_MIN;
	char *at;

	if (b->cap - b->len >= more)
		return;
	while (cap - b->len < more)
		cap *= 2;
	at = obstack_alloc(&a->stack, cap);
	if (b->len)
		memcpy(at, b->at, b->len);
	b->at = at;
	b->cap = cap;
}

void
arena_rewind(struct arena *a, void *since)
{
	obstack_free(&a->stack, since);
}

void
arena_clear(struct arena *a)
{
	obstack_free(&a->stack, a->first);
	a->first = obstack_alloc(&a->stack, 1);
}
