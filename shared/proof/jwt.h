/*
 * jwt - JSON Web Tokens (RFC 7519): signed tokens whose payload is claims.
 *
 * Of the claims, exp, nbf and iat are checked where they are there, and iss and
 * aud where the operator says what they must be.
 */
#ifndef ECHOAPP_JWT_H
#define ECHOAPP_JWT_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/timestamp.h"
#include "key_set.h"

struct jwt_demands {
	const char *issuer;   /* iss must be this; NULL: anything */
	const char *audience; /* aud must be or contain this; NULL: anything */
	timestamp leeway;     /* how far clocks may differ */
};

/*
 * Verifies the token as of `now`.  NULL: it is good; *claims has its claims,
 * and `text`, whose bytes it replaces, their text.  Otherwise why the token
 * proves nothing, as jws_verify() says it.
 */
const char *jwt_verify(const struct key_set *, const struct jwt_demands *,
		       const char *token, size_t len, timestamp now,
		       struct json_scan *claims, struct buffer *text);

#endif
