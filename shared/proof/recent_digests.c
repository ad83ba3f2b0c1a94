/* recent_digests - the last few digests, compared in constant time. */

#include "recent_digests.h"

#include <string.h>

bool
recent_digests_has(const struct recent_digests *r,
		   const uint8_t digest[DIGEST_SHA256])
{
	unsigned same = 0, i;

	for (i = 0; i < RECENT_DIGESTS_MAX; i++)
		same |= digest_equal(r->at[i], digest, DIGEST_SHA256);
	return same != 0;
}

void
recent_digests_add(struct recent_digests *r,
		   const uint8_t digest[DIGEST_SHA256])
{
	memcpy(r->at[r->next], digest, DIGEST_SHA256);
	r->next = (r->next + 1) % RECENT_DIGESTS_MAX;
}
