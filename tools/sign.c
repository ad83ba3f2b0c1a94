/* sign - the signature WCS puts under a hook. */

#include "sign.h"

#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

void
sign(char into[SIGN_SIZE], const char *key, const char *body, size_t len)
{
	uint8_t digest[MD5_DIGEST_SIZE];
	struct hmac_md5_ctx ctx;
	size_t i;

	hmac_md5_set_key(&ctx, strlen(key), (const uint8_t *)key);
	hmac_md5_update(&ctx, len, (const uint8_t *)body);
	hmac_md5_digest(&ctx, sizeof digest, digest);
	for (i = 0; i < sizeof digest; i++)
		snprintf(into + 2 * i, 3, "%02x", digest[i]);
}
