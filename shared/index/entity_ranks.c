/*
 * entity_ranks - the ranks of an entity's texts, as they are saved.
 *
 * Only the ranks up to that of the last text that is set are saved.  Most texts
 * come from one line, so a rank is saved only if it differs from the one
 * before: after a byte with the count, and two with a bit for each rank that is
 * there.
 */

#include "entity_ranks.h"

#include <stdint.h>
#include <string.h>

_Static_assert(TEXTS <= 16, "the bits of the ranks");

size_t
entity_ranks_encode(const struct entity *e,
		    unsigned char bytes[ENTITY_RANKS_SIZE])
{
	size_t i, count = TEXTS, len = 3;
	unsigned there = 0;

	while (count > 0 && e->rank[count - 1] == INT64_MAX)
		count--;
	if (count == 0)
		return 0;
	for (i = 0; i < count; i++)
		if (i == 0 || e->rank[i] != e->rank[i - 1]) {
			there |= 1U << i;
			memcpy(bytes + len, &e->rank[i], sizeof *e->rank);
			len += sizeof *e->rank;
		}
	bytes[0] = (unsigned char)count;
	bytes[1] = (unsigned char)there;
	bytes[2] = (unsigned char)(there >> 8);
	return len;
}

void
entity_ranks_decode(struct entity *e, const unsigned char *bytes, size_t len)
{
	unsigned there = len > 2 ? bytes[1] | bytes[2] << 8U : 0;
	size_t i, at = 3;

	for (i = 0; len > 2 && i < bytes[0] && i < TEXTS; i++) {
		if (i > 0)
			e->rank[i] = e->rank[i - 1];
		if ((there >> i & 1) && at + sizeof *e->rank <= len) {
			memcpy(&e->rank[i], bytes + at, sizeof *e->rank);
			at += sizeof *e->rank;
		}
	}
}
