/*
 * known - which rows there are, in memory: from the hash of an id to rows.
 *
 * While an index is made anew this stands in for the tables' own indexes on
 * ids.  To build those in the end, sorted, is much quicker than to grow them in
 * the random order that ids come in.
 */
#ifndef ECHOAPP_KNOWN_H
#define ECHOAPP_KNOWN_H

#include <stddef.h>
#include <stdint.h>

struct hash_index {
	struct hash_index_entry {
		uint64_t hash;
		int64_t row; /* 0: this place is free */
	} * at;
	size_t cap; /* a power of two */
	size_t count;
};

void hash_index_add(struct hash_index *, uint64_t hash, int64_t row);

/*
 * The next row of that hash, or 0; *place is 0 at first.  Different ids may
 * have one hash, so look at the row.
 */
int64_t hash_index_next(const struct hash_index *, uint64_t hash,
			size_t *position);

void hash_index_free(struct hash_index *);

#endif
