/* digest - keyed digests, and bytes written in hexadecimal or base64. */

#include "digest.h"

#include <string.h>

#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

_Static_assert(DIGEST_MD5 == MD5_DIGEST_SIZE, "MD5's size");
_Static_assert(DIGEST_SHA256 == SHA256_DIGEST_SIZE, "SHA-256's size");
_Static_assert(DIGEST_SHA384 == SHA384_DIGEST_SIZE, "SHA-384's size");
_Static_assert(DIGEST_SHA512 == SHA512_DIGEST_SIZE, "SHA-512's size");

void
digest_hmac_md5(uint8_t out[DIGEST_MD5], struct bytes key, struct bytes text)
{
	struct hmac_md5_ctx hmac;

	hmac_md5_set_key(&hmac, key.len, key.at);
	hmac_md5_update(&hmac, text.len, text.at);
	hmac_md5_digest(&hmac, DIGEST_MD5, out);
	explicit_bzero(&hmac, sizeof hmac);
}

void
digest_hmac_sha256(uint8_t out[DIGEST_SHA256], struct bytes key,
		   const struct bytes *texts, size_t count)
{
	struct hmac_sha256_ctx hmac;
	size_t i;

	hmac_sha256_set_key(&hmac, key.len, key.at);
	for (i = 0; i < count; i++)
		hmac_sha256_update(&hmac, texts[i].len, texts[i].at);
	hmac_sha256_digest(&hmac, DIGEST_SHA256, out);
	explicit_bzero(&hmac, sizeof hmac);
}

void
digest_sha256_hex(char out[DIGEST_HEX_SIZE], struct bytes text)
{
	uint8_t digest[DIGEST_SHA256];
	struct sha256_ctx sha256;

	sha256_init(&sha256);
	sha256_update(&sha256, text.len, text.at);
	sha256_digest(&sha256, sizeof digest, digest);
	base16_encode_update(out, sizeof digest, digest);
	out[DIGEST_HEX_SIZE - 1] = '\0';
}

static void
hmac_sha384(uint8_t *out, struct bytes key, struct bytes text)
{
	struct hmac_sha384_ctx hmac;

	hmac_sha384_set_key(&hmac, key.len, key.at);
	hmac_sha384_update(&hmac, text.len, text.at);
	hmac_sha384_digest(&hmac, DIGEST_SHA384, out);
	explicit_bzero(&hmac, sizeof hmac);
}

static void
hmac_sha512(uint8_t *out, struct bytes key, struct bytes text)
{
	struct hmac_sha512_ctx hmac;

	hmac_sha512_set_key(&hmac, key.len, key.at);
	hmac_sha512_update(&hmac, text.len, text.at);
	hmac_sha512_digest(&hmac, DIGEST_SHA512, out);
	explicit_bzero(&hmac, sizeof hmac);
}

void
digest_hmac_sha2(uint8_t *out, size_t size, struct bytes key, struct bytes text)
{
	switch (size) {
	case DIGEST_SHA384:
		hmac_sha384(out, key, text);
		break;
	case DIGEST_SHA512:
		hmac_sha512(out, key, text);
		break;
	default:
		digest_hmac_sha256(out, key, &text, 1);
	}
}

bool
digest_equal(const void *a, const void *b, size_t len)
{
	return memeql_sec(a, b, len);
}

/* Nettle skips blanks, and we refuse them. */
static bool
has_blanks(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ')
			return true;
	return false;
}

bool
digest_from_hex(uint8_t *out, size_t size, const char *text, size_t len)
{
	struct base16_decode_ctx hex;
	size_t n;

	if (len != BASE16_ENCODE_LENGTH(size) || has_blanks(text, len))
		return false;
	base16_decode_init(&hex);
	return base16_decode_update(&hex, &n, out, len, text) &&
	       base16_decode_final(&hex);
}

/* A group of four ends in two `=` at most; Nettle takes a third. */
static bool
has_surplus_padding(const char *text, size_t len)
{
	return len >= 3 && memcmp(text + len - 3, "===", 3) == 0;
}

ssize_t
digest_from_base64(void *out, size_t room, const char *text, size_t len)
{
	struct base64_decode_ctx base64;
	bool good;
	size_t n;

	if (len > room || BASE64_DECODE_LENGTH(len) > room ||
	    has_blanks(text, len) || has_surplus_padding(text, len))
		return -1;
	base64_decode_init(&base64);
	good = base64_decode_update(&base64, &n, out, len, text) &&
	       base64_decode_final(&base64);
	explicit_bzero(&base64, sizeof base64);
	return good ? (ssize_t)n : -1;
}

/* Nettle refuses bits of the last character that belong to no byte. */
ssize_t
digest_from_base64url(void *out, size_t room, const char *text, size_t len)
{
	static const char padding[] = "==";
	const size_t missing = (4 - len % 4) % 4;
	struct base64_decode_ctx base64;
	uint8_t none[3];
	size_t n, more;
	bool good;

	if (len % 4 == 1 || BASE64_DECODE_LENGTH(len) > room ||
	    has_blanks(text, len) || memchr(text, '=', len))
		return -1;
	base64url_decode_init(&base64);
	good = base64_decode_update(&base64, &n, out, len, text) &&
	       base64_decode_update(&base64, &more, none, missing, padding) &&
	       base64_decode_final(&base64);
	explicit_bzero(&base64, sizeof base64);
	return good ? (ssize_t)n : -1;
}

void
digest_add_base64(struct buffer *out, const void *bytes, size_t len)
{
	char *at = buffer_reserve(out, BASE64_ENCODE_LENGTH(len) +
					   BASE64_ENCODE_FINAL_LENGTH);
	struct base64_encode_ctx base64;
	size_t n;

	base64_encode_init(&base64);
	n = base64_encode_update(&base64, at, len, bytes);
	out->len += n + base64_encode_final(&base64, at + n);
}

void
digest_add_base64url(struct buffer *out, const void *bytes, size_t len)
{
	char *at = buffer_reserve(out, BASE64_ENCODE_LENGTH(len) +
					   BASE64_ENCODE_FINAL_LENGTH);
	struct base64_encode_ctx base64;
	size_t n;

	base64url_encode_init(&base64);
	n = base64_encode_update(&base64, at, len, bytes);
	n += base64_encode_final(&base64, at + n);
	while (n > 0 && at[n - 1] == '=')
		n--;
	out->len += n;
}
