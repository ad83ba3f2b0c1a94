/*
 * authorization - the Authorization header (RFC 9110, 11.6.2), which anybody
 * may fill with anything.
 *
 * Each returns NULL, or why the header does not do: words that say nothing of
 * what came.  `header` may be NULL: there was none.
 */
#ifndef ECHOAPP_AUTHORIZATION_H
#define ECHOAPP_AUTHORIZATION_H

#include <stdint.h>

#include "base/digest.h"

/* "WCS " and the HMAC-MD5 of the body in hexadecimal (PROTOCOL.md, Signature).
 */
const char *auth_header_signature(const char *header,
				  uint8_t signature[DIGEST_MD5]);

/* Both end in a NUL and hold no other. */
struct credentials {
	char user[1024]; /* with room for the password behind it */
	const char *password;
};

/* Basic (RFC 7617).  Wipe the credentials. */
const char *auth_header_basic(const char *header, struct credentials *);

#endif
