/* recent_digests: the last few digests, and no others. */

#include "proof/recent_digests.h"

#include <string.h>

#include "support/harness.h"

static const uint8_t *
digest(unsigned n)
{
	static uint8_t bytes[DIGEST_SHA256];

	memset(bytes, 0x5a, sizeof bytes);
	bytes[DIGEST_SHA256 - 1] = (uint8_t)n;
	bytes[0] = (uint8_t)(n >> 8);
	return bytes;
}

TEST(has_the_last_few)
{
	struct recent_digests r = { 0 };
	unsigned n, i;

	ck_assert(!recent_digests_has(&r, digest(0)));
	for (n = 0; n < 1000; n++) {
		recent_digests_add(&r, digest(n));
		for (i = 0; i < 1000; i += 1 + i % 7)
			ck_assert_int_eq(recent_digests_has(&r, digest(i)),
					 i <= n && i + RECENT_DIGESTS_MAX > n);
	}
}
