/*
 * digest - keyed digests, and bytes written in hexadecimal or base64.
 *
 * digest.c is the only file that uses Nettle.
 */
#ifndef ECHOAPP_DIGEST_H
#define ECHOAPP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "buffer.h"

enum {
	DIGEST_MD5 = 16,
	DIGEST_SHA256 = 32,
	DIGEST_SHA384 = 48,
	DIGEST_SHA512 = 64
};

/* A run of bytes.  A digest of several is that of their concatenation. */
struct bytes {
	const void *at;
	size_t len;
};

/* HMAC (RFC 2104).  The key may have any length; no copy of it is left. */
void digest_hmac_md5(uint8_t out[DIGEST_MD5], struct bytes key,
		     struct bytes text);
void digest_hmac_sha256(uint8_t out[DIGEST_SHA256], struct bytes key,
			const struct bytes *texts, size_t count);
/* With SHA-256, SHA-384 or SHA-512, whichever is of that size. */
void digest_hmac_sha2(uint8_t *out, size_t size, struct bytes key,
		      struct bytes text);

/* SHA-256 in hexadecimal, with its NUL. */
#define DIGEST_HEX_SIZE (DIGEST_SHA256 * 2 + 1)
void digest_sha256_hex(char out[DIGEST_HEX_SIZE], struct bytes text);

/* Takes the same time wherever the bytes differ. */
bool digest_equal(const void *a, const void *b, size_t len);

/* Reads a text of exactly `size` bytes in hexadecimal, in either case. */
bool digest_from_hex(uint8_t *out, size_t size, const char *text, size_t len);

/*
 * Reads base64 (RFC 4648, 4) with its padding and without blanks.  Returns how
 * many bytes were written, or -1 if the text is not base64 or might need more
 * than `room` bytes.
 */
ssize_t digest_from_base64(void *out, size_t room, const char *text,
			   size_t len);

/* The same of base64url (RFC 4648, 5) without padding, as RFC 7515 has it. */
ssize_t digest_from_base64url(void *out, size_t room, const char *text,
			      size_t len);

/* Appends the bytes in base64 with its padding. */
void digest_add_base64(struct buffer *, const void *bytes, size_t len);

/* Appends the bytes in base64url without padding. */
void digest_add_base64url(struct buffer *, const void *bytes, size_t len);

#endif
