/*
 * digest - keyed digests and the two spellings of bytes; the one place that
 * knows Nettle.
 */
#ifndef ECHOAPP_DIGEST_H
#define ECHOAPP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { DIGEST_MD5 = 16, DIGEST_SHA256 = 32 };

/* A run of bytes; digests take several, one behind the other. */
struct bytes {
	const void *at;
	size_t len;
};

/* HMAC (RFC 2104).  The key may have any length; nothing of it is left. */
void digest_hmac_md5(uint8_t out[DIGEST_MD5], struct bytes key,
		     struct bytes text);
void digest_hmac_sha256(uint8_t out[DIGEST_SHA256], struct bytes key,
			const struct bytes *texts, size_t count);

/* Takes as long whether they differ in the first byte or the last. */
bool digest_equal(const void *a, const void *b, size_t len);

/* Exactly `size` bytes in hexadecimal, of either case, and nothing else. */
bool digest_from_hex(uint8_t *out, size_t size, const char *text, size_t len);

/*
 * Base64 (RFC 4648, 4) with its padding and without blanks; returns how many
 * bytes it says, or -1: it is none, or more than might have room.
 */
ssize_t digest_from_base64(void *out, size_t room, const char *text,
			   size_t len);

#endif
