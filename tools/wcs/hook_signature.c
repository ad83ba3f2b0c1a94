/* hook_signature - the signature of a hook. */

#include "hook_signature.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"

void
hook_signature(char into[HOOK_SIGNATURE_SIZE], const char *key,
	       const char *body, size_t len)
{
	uint8_t digest[DIGEST_MD5];
	size_t i;

	digest_hmac_md5(digest, (struct bytes){ key, strlen(key) },
			(struct bytes){ body, len });
	for (i = 0; i < sizeof digest; i++)
		snprintf(into + 2 * i, 3, "%02x", digest[i]);
}
