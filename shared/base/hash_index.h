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

struct known {
	struct known_row {
		uint64_t hash;
		int64_t row; /* 0: this place is free */
	} * at;
	size_t room; /* a power of two */
	size_t count;
};

void known_add(struct known *, uint64_t hash, int64_t row);

/*
 * The next row of that hash, or 0; *place is 0 at first.  Different ids may
 * have one hash, so look at the row.
 */
int64_t known_next(const struct known *, uint64_t hash, size_t *place);

void known_free(struct known *);

#endif
