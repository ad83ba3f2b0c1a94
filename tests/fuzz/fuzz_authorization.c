/*
 * fuzz_authorization - any bytes as the Authorization header, for libFuzzer.
 *
 * An input is the value of the header up to its first NUL, as a web server
 * would pass it; its first byte chooses whether a scheme is prepended.
 *
 * Besides what the sanitizers find, it is an error if an accepted header
 * differs from the one that the few lines here write for the same credentials.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/auth_header.h"
#include "fuzz/support/fuzz.h"

/* Is the part after the first blanks `want`, followed by blanks? */
static void
ends_in(const char *header, size_t scheme, const char *want,
	int (*compare)(const char *, const char *, size_t))
{
	const char *at = header + scheme + strspn(header + scheme, " \t");

	MUST(at > header + scheme);
	MUST(compare(at, want, strlen(want)) == 0);
	at += strlen(want);
	MUST(strspn(at, " \t") == strlen(at));
}

static void
try_signature(const char *header)
{
	uint8_t signature[DIGEST_MD5];
	char hex[2 * DIGEST_MD5 + 1];
	const char *reason = auth_header_signature(header, signature);
	size_t i;

	if (reason) {
		MUST(reason[0]);
		return;
	}
	for (i = 0; i < DIGEST_MD5; i++)
		sprintf(hex + 2 * i, "%02x", signature[i]);
	MUST(strncasecmp(header, "WCS", 3) == 0);
	ends_in(header, 3, hex, strncasecmp);
}

static void
encode(char *to, const unsigned char *from, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < len; i += 3) {
		const unsigned b = i + 1 < len ? from[i + 1] : 0;
		const unsigned c = i + 2 < len ? from[i + 2] : 0;
		const unsigned n = (unsigned)from[i] << 16 | b << 8 | c;

		*to++ = digits[n >> 18];
		*to++ = digits[n >> 12 & 63];
		*to++ = i + 1 < len ? digits[n >> 6 & 63] : '=';
		*to++ = i + 2 < len ? digits[n & 63] : '=';
	}
	*to = '\0';
}

static void
try_basic(const char *header)
{
	struct credentials c;
	const char *reason = auth_header_basic(header, &c);
	char text[sizeof c.user], base64[2 * sizeof c.user];
	int len;

	if (reason) {
		MUST(reason[0]);
		return;
	}
	MUST(c.user[0] && !strchr(c.user, ':'));
	len = snprintf(text, sizeof text, "%s:%s", c.user, c.password);
	MUST(len > 1 && len < (int)sizeof text);
	encode(base64, (const unsigned char *)text, (size_t)len);
	MUST(strncasecmp(header, "Basic", 5) == 0);
	ends_in(header, 5, base64, strncmp);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const schemes[] = { "", "", "WCS ", "Basic " };
	const char *scheme;
	char *header;

	if (size == 0)
		return 0;
	scheme = schemes[data[0] % 4];
	/* A buffer of the exact size, so that a sanitizer sees any overrun. */
	header = malloc(strlen(scheme) +
			strnlen((const char *)data + 1, size - 1) + 1);
	MUST(header != NULL);
	sprintf(header, "%s%.*s", scheme, (int)(size - 1),
		(const char *)data + 1);
	try_signature(header);
	try_basic(header);
	free(header);
	return 0;
}
