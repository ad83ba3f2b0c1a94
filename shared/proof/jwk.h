/*
 * jwk - one key that may sign tokens: a secret or a public key.
 *
 * The key says which algorithms it allows; a token only chooses among them.
 */
#ifndef ECHOAPP_JWK_H
#define ECHOAPP_JWK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/json_scan.h"
#include "jws_alg.h"

struct public_key;

struct jwk {
	char *kid;	      /* NULL: it has no id */
	unsigned algs;	      /* bits of ALG_BIT */
	struct buffer secret; /* empty: it is a public key */
	struct public_key *public;
};

/*
 * Each makes a key that jwk_free() frees.  -1: the key is wrong or too weak,
 * and there is nothing to free; `error` is the end of a sentence.
 *
 * jwk_read() reads a JWK (RFC 7517, RFC 7518, RFC 8037).  A key that is not for
 * verifying signatures, or of an unknown kind, becomes an empty one.
 */
int jwk_read(struct jwk *, const struct json_scan *,
	     const struct json_token *object, struct error *);
int jwk_from_pem(struct jwk *, const char *text, size_t len, struct error *);
int jwk_from_secret(struct jwk *, const char *bytes, size_t len,
		    struct error *);
void jwk_free(struct jwk *);

bool jwk_is_empty(const struct jwk *);

/* Is it the key's signature of the text?  The key must allow the algorithm. */
bool jwk_verify(const struct jwk *, enum jws_alg, struct bytes text,
		struct bytes signature);

#endif
