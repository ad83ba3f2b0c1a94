/* known - which rows there are, in memory. */

#include "hash_index.h"

#include <stdlib.h>

#include "die.h"

static void
put(struct known *k, uint64_t hash, int64_t row)
{
	size_t i = hash & (k->room - 1);

	while (k->at[i].row)
		i = (i + 1) & (k->room - 1);
	k->at[i] = (struct known_row){ hash, row };
}

static void
grow(struct known *k)
{
	struct known old = *k;
	size_t i;

	k->room = old.room ? old.room * 2 : 4096;
	k->at = calloc(k->room, sizeof *k->at);
	if (!k->at)
		die(EXIT_AGAIN, "the rows that are known:");
	for (i = 0; i < old.room; i++)
		if (old.at[i].row)
			put(k, old.at[i].hash, old.at[i].row);
	free(old.at);
}

void
known_add(struct known *k, uint64_t hash, int64_t row)
{
	if (k->count * 2 >= k->room)
		grow(k);
	put(k, hash, row);
	k->count++;
}

int64_t
known_next(const struct known *k, uint64_t hash, size_t *place)
{
	if (k->room == 0)
		return 0;
	/* The places of one hash follow each other, from the hash's own on. */
	for (;;) {
		const struct known_row *r =
		    &k->at[(hash + *place) & (k->room - 1)];

		if (!r->row)
			return 0;
		++*place;
		if (r->hash == hash)
			return r->row;
	}
}

void
known_free(struct known *k)
{
	free(k->at);
	*k = (struct known){ 0 };
}
