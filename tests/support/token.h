/* token - makes JSON Web Tokens, signed with HS256.  They are never freed. */
#ifndef ECHOAPP_TOKEN_H
#define ECHOAPP_TOKEN_H

#include <stddef.h>

#define TOKEN_SECRET "0123456789abcdef0123456789abcdef"

const char *token_sign_with(const char *secret, size_t len, const char *header,
			    const char *payload);

/* The same with TOKEN_SECRET. */
const char *token_sign(const char *header, const char *payload);

/* The same with the usual header. */
const char *token_of(const char *claims);

#endif
