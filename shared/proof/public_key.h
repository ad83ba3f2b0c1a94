/*
 * public_key - public keys, and the signatures that they verify.
 *
 * A key allows the algorithms of its kind only: RSA, an elliptic curve (P-256,
 * P-384, P-521) or Ed25519.  RSA keys have 2048 to 16384 bits.
 */
#ifndef ECHOAPP_PUBLIC_KEY_H
#define ECHOAPP_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "jws_alg.h"

/* Bytes of the longest modulus, and so of the longest signature. */
#define PUBLIC_KEY_RSA_MAX 2048

struct public_key;

/*
 * Each makes a key of unsigned big-endian numbers, as a JWK has them, or of the
 * first public key or certificate of a PEM text.  NULL: `error` says what is
 * wrong, as the end of a sentence.
 */
struct public_key *public_key_from_rsa(struct bytes modulus,
				       struct bytes exponent, struct error *);
struct public_key *public_key_from_curve(const char *curve, struct bytes x,
					 struct bytes y, struct error *);
struct public_key *public_key_from_ed25519(struct bytes x, struct error *);
struct public_key *public_key_from_pem(const char *text, size_t len,
				       struct error *);
void public_key_free(struct public_key *); /* allows NULL */

/* The algorithms that the key allows: bits of ALG_BIT. */
unsigned public_key_algs(const struct public_key *);

/* Is it the signature of the text?  The key must allow the algorithm. */
bool public_key_verify(const struct public_key *, enum jws_alg,
		       struct bytes text, struct bytes signature);

#endif
