/* recent_digests - the last few digests, compared in constant time. */
#ifndef ECHOAPP_RECENT_DIGESTS_H
#define ECHOAPP_RECENT_DIGESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

#define RECENT_DIGESTS_MAX 32

/*
 * A zeroed struct has digests that are all zero, which no input is known to
 * have.
 */
struct recent_digests {
	uint8_t at[RECENT_DIGESTS_MAX][DIGEST_SHA256];
	unsigned next; /* where the next digest goes */
};

bool recent_digests_has(const struct recent_digests *,
			const uint8_t digest[DIGEST_SHA256]);

/* Replaces the oldest digest. */
void recent_digests_add(struct recent_digests *,
			const uint8_t digest[DIGEST_SHA256]);

#endif
