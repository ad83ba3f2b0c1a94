/* remembered - the last few digests, compared in constant time. */
#ifndef ECHOAPP_REMEMBERED_H
#define ECHOAPP_REMEMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

#define REMEMBERED 32

/* A zeroed struct has none that anybody could come by. */
struct remembered {
	uint8_t at[REMEMBERED][DIGEST_SHA256];
	unsigned next;
};

bool remembered_has(const struct remembered *,
		    const uint8_t digest[DIGEST_SHA256]);

/* Takes the place of the oldest. */
void remembered_add(struct remembered *, const uint8_t digest[DIGEST_SHA256]);

#endif
