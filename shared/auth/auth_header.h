/*
 * auth_header - parses the Authorization header (RFC 9110, 11.6.2), which may
 * hold any bytes.
 *
 * Each function returns NULL, or why the header is refused, in a text without
 * any of its content.  A NULL `header` means that the request has none.
 */
#ifndef ECHOAPP_AUTH_HEADER_H
#define ECHOAPP_AUTH_HEADER_H

#include <stdint.h>

#include "base/digest.h"

/* Parses "WCS " and an HMAC-MD5 in hexadecimal (PROTOCOL.md, Signature). */
const char *auth_header_signature(const char *header,
				  uint8_t signature[DIGEST_MD5]);

#define CREDENTIALS_SIZE 1024

/* Both texts end in a NUL, and have no other. */
struct credentials {
	char user[CREDENTIALS_SIZE]; /* and the password after its NUL */
	const char *password;	     /* points into user */
};

/* Parses Basic (RFC 7617).  The caller overwrites the credentials. */
const char *auth_header_basic(const char *header, struct credentials *);

#endif
