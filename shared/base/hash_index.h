/*
 * hash_index - finds rows of a table in memory by the hash of their key.
 *
 * The rows are the caller's; a row is known by a number.  Keys may have equal
 * hashes, so the caller compares the key of each row that is found:
 *
 *	size_t position = 0;
 *
 *	while ((row = hash_index_next(&index, hash, &position)))
 *		if (the key of that row is the one)
 *			return row;
 *
 * An entry takes 12 to 24 bytes.  Running out of memory ends the program
 * (die.h).
 */
#ifndef ECHOAPP_HASH_INDEX_H
#define ECHOAPP_HASH_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is an empty index. */
struct hash_index {
	struct hash_index_entry {
		uint32_t hash;
		uint32_t row; /* 0: this entry is free */
	} * at;
	size_t cap; /* a power of two */
	size_t count;
};

/* Makes room for `count` rows in all, so that adding them moves nothing. */
void hash_index_reserve(struct hash_index *, size_t count);

/*
 * Adds a row, from 1 to UINT32_MAX; another number ends the program.  The low
 * 32 bits of the hash count.
 */
void hash_index_add(struct hash_index *, uint64_t hash, int64_t row);

/* The next row with that hash, or 0.  *position is 0 for the first. */
int64_t hash_index_next(const struct hash_index *, uint64_t hash,
			size_t *position);

/* Removes all rows. */
void hash_index_free(struct hash_index *);

#endif
