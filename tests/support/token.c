/* token - makes JSON Web Tokens. */

#include "token.h"

#include <string.h>

#include "base/digest.h"

const char *
token_sign_with(const char *secret, size_t len, const char *header,
		const char *payload)
{
	struct buffer b = { 0 };
	uint8_t mac[DIGEST_SHA256];

	digest_add_base64url(&b, header, strlen(header));
	buffer_byte(&b, '.');
	digest_add_base64url(&b, payload, strlen(payload));
	digest_hmac_sha2(mac, sizeof mac, (struct bytes){ secret, len },
			 (struct bytes){ b.at, b.len });
	buffer_byte(&b, '.');
	digest_add_base64url(&b, mac, sizeof mac);
	buffer_byte(&b, '\0');
	return b.at;
}

const char *
token_sign(const char *header, const char *payload)
{
	return token_sign_with(TOKEN_SECRET, strlen(TOKEN_SECRET), header,
			       payload);
}

const char *
token_of(const char *claims)
{
	return token_sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
}
