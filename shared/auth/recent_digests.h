/* remembered - the last few digests, compared in constant time. */
#ifndef ECHOAPP_REMEMBERED_H
#define ECHOAPP_REMEMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

#define RECENT_DIGESTS_MAX 32

/* A zeroed struct has none that anybody could come by. */
struct recent_digests {
	uint8_t at[RECENT_DIGESTS_MAX][DIGEST_SHA256];
	unsigned next;
};

bool recent_digests_has(const struct recent_digests *,
			const uint8_t digest[DIGEST_SHA256]);

/* Takes the place of the oldest. */
void recent_digests_add(struct recent_digests *,
			const uint8_t digest[DIGEST_SHA256]);

#endif
