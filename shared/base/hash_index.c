/* known - which rows there are, in memory. */

#include "hash_index.h"

#include <stdlib.h>

#include "die.h"

static void
put(struct hash_index *k, uint64_t hash, int64_t row)
{
	size_t i = hash & (k->cap - 1);

	while (k->at[i].row)
		i = (i + 1) & (k->cap - 1);
	k->at[i] = (struct hash_index_entry){ hash, row };
}

static void
grow(struct hash_index *k)
{
	struct hash_index old = *k;
	size_t i;

	k->cap = old.cap ? old.cap * 2 : 4096;
	k->at = calloc(k->cap, sizeof *k->at);
	if (!k->at)
		die(EXIT_TEMPORARY, "the rows that are known:");
	for (i = 0; i < old.cap; i++)
		if (old.at[i].row)
			put(k, old.at[i].hash, old.at[i].row);
	free(old.at);
}

void
hash_index_add(struct hash_index *k, uint64_t hash, int64_t row)
{
	if (k->count * 2 >= k->cap)
		grow(k);
	put(k, hash, row);
	k->count++;
}

int64_t
hash_index_next(const struct hash_index *k, uint64_t hash, size_t *position)
{
	if (k->cap == 0)
		return 0;
	/* The places of one hash follow each other, from the hash's own on. */
	for (;;) {
		const struct hash_index_entry *r =
		    &k->at[(hash + *position) & (k->cap - 1)];

		if (!r->row)
			return 0;
		++*position;
		if (r->hash == hash)
			return r->row;
	}
}

void
hash_index_free(struct hash_index *k)
{
	free(k->at);
	*k = (struct hash_index){ 0 };
}
