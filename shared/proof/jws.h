/*
 * jws - signed tokens in their compact form (RFC 7515):
 * HEADER.PAYLOAD.SIGNATURE.
 *
 * The header is the sender's word.  It chooses among the algorithms that a key
 * allows; it never brings a key, and the algorithm `none` does not exist here
 * (RFC 8725).
 */
#ifndef ECHOAPP_JWS_H
#define ECHOAPP_JWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "key_set.h"

/* The longest token that is looked at, in bytes. */
#define JWS_MAX ((size_t)16 * 1024)

/*
 * Verifies a token, and appends its payload.  `type` says which values the
 * header's typ may have: a list that ends in NULL, in lower case.  Returns
 * NULL, or why the token proves nothing: the end of the sentence "the token …",
 * with nothing of the token in it.
 */
const char *jws_verify(const struct key_set *, const char *const *types,
		       const char *token, size_t len, struct buffer *payload);

/* Does an object in the text, at any depth, have two members of one name? */
bool jws_has_twins(const struct json_scan *);

#endif
