/* auth_header - parses the Authorization header. */

#include "auth_header.h"

#include <string.h>
#include <strings.h>

#define NO_HEADER "there is no Authorization header"

/* The text after the scheme, or NULL if the header has another scheme. */
static const char *
after_scheme(const char *header, const char *scheme, size_t *len)
{
	const size_t n = strlen(scheme);

	if (strncasecmp(header, scheme, n) != 0 || !header[n] ||
	    !strchr(" \t", header[n]))
		return NULL;
	header += n + strspn(header + n, " \t");
	*len = strlen(header);
	while (*len > 0 && strchr(" \t", header[*len - 1]))
		--*len;
	return header;
}

const char *
auth_header_signature(const char *header, uint8_t signature[DIGEST_MD5])
{
	const char *hex;
	size_t len;

	if (!header)
		return "the hook is not signed: " NO_HEADER;
	hex = after_scheme(header, "WCS", &len);
	if (!hex)
		return "the hook is not signed: the Authorization header is "
		       "not of the scheme WCS";
	if (!digest_from_hex(signature, DIGEST_MD5, hex, len))
		return "the signature is not 32 hexadecimal digits";
	return NULL;
}

const char *
auth_header_basic(const char *header, struct credentials *c)
{
	const char *base64;
	char *colon;
	ssize_t n;
	size_t len;

	if (!header)
		return "a user and a password are required: " NO_HEADER;
	base64 = after_scheme(header, "Basic", &len);
	if (!base64)
		return "a user and a password are required: the "
		       "Authorization header is not of the scheme Basic";
	n = digest_from_base64(c->user, sizeof c->user - 1, base64, len);
	if (n < 0)
		return "the Authorization header is not base64, or too long";
	c->user[n] = '\0';
	/* crypt(3) would ignore what follows a NUL in the password. */
	colon = memchr(c->user, ':', (size_t)n);
	if (!colon || colon == c->user || strlen(c->user) != (size_t)n)
		return "the Authorization header is not base64 of "
		       "user:password";
	*colon = '\0';
	c->password = colon + 1;
	return NULL;
}
