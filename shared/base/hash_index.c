/* hash_index - finds rows of a table in memory by the hash of their key. */

#include "hash_index.h"

#include <inttypes.h>
#include <stdlib.h>

#include "die.h"

#define CAP_MIN 8

/*
 * Open addressing: the rows of one hash stand at the entry that the hash
 * names, or at the next free ones.
 */
static void
put(struct hash_index *x, struct hash_index_entry entry)
{
	size_t i = entry.hash & (x->cap - 1);

	while (x->at[i].row)
		i = (i + 1) & (x->cap - 1);
	x->at[i] = entry;
}

void
hash_index_reserve(struct hash_index *x, size_t count)
{
	const struct hash_index old = *x;
	size_t cap = old.cap ? old.cap : CAP_MIN, i;

	/* At most two of three entries are in use. */
	while (cap / 3 * 2 < count)
		cap *= 2;
	if (cap == old.cap)
		return;
	x->cap = cap;
	x->at = calloc(cap, sizeof *x->at);
	if (!x->at)
		die(EXIT_TEMPORARY,
		    "cannot allocate an index of %zu rows:", count);
	for (i = 0; i < old.cap; i++)
		if (old.at[i].row)
			put(x, old.at[i]);
	free(old.at);
}

void
hash_index_add(struct hash_index *x, uint64_t hash, int64_t row)
{
	if (row < 1 || row > UINT32_MAX)
		die(EXIT_PERMANENT, "an index cannot hold row %" PRId64, row);
	hash_index_reserve(x, x->count + 1);
	put(x, (struct hash_index_entry){ (uint32_t)hash, (uint32_t)row });
	x->count++;
}

int64_t
hash_index_next(const struct hash_index *x, uint64_t hash, size_t *position)
{
	if (x->cap == 0)
		return 0;
	for (;;) {
		const struct hash_index_entry *e =
		    &x->at[(hash + *position) & (x->cap - 1)];

		if (!e->row)
			return 0;
		++*position;
		if (e->hash == (uint32_t)hash)
			return e->row;
	}
}

void
hash_index_free(struct hash_index *x)
{
	free(x->at);
	*x = (struct hash_index){ 0 };
}
