/* remembered - the last few digests, compared in constant time. */

#include "recent_digests.h"

#include <string.h>

bool
remembered_has(const struct remembered *r, const uint8_t digest[DIGEST_SHA256])
{
	unsigned same = 0, i;

	for (i = 0; i < REMEMBERED; i++)
		same |= digest_same(r->at[i], digest, DIGEST_SHA256);
	return same != 0;
}

void
remembered_add(struct remembered *r, const uint8_t digest[DIGEST_SHA256])
{
	memcpy(r->at[r->next], digest, DIGEST_SHA256);
	r->next = (r->next + 1) % REMEMBERED;
}
