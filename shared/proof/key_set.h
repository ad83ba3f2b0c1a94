/*
 * key_set - the keys that may sign tokens, from a file.
 *
 *	{"keys":[...]}          a JWK Set, or one JWK (RFC 7517)
 *	-----BEGIN PUBLIC KEY   public keys or certificates, as PEM
 *	anything else           a secret for HS256, HS384 and HS512: the file's
 *	                        bytes, without the last line end
 *
 * A key that is not for signatures, or of an unknown kind, is left out.
 */
#ifndef ECHOAPP_KEY_SET_H
#define ECHOAPP_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/error.h"
#include "jws_alg.h"

/* The longest file of keys, in bytes. */
#define KEY_SET_FILE_MAX ((size_t)256 * 1024)

struct key_set;

/*
 * NULL: the file has no usable key, has one that is too weak, or has a secret
 * and can be read by other users.  See read_file() for `st` and `error`.
 */
struct key_set *key_set_read(const char *path, struct stat *st,
			     struct error *error);
void key_set_free(struct key_set *); /* allows NULL */

/*
 * Has a key that allows this algorithm and has this id made the signature?  A
 * key without an id has each id; `kid` NULL: any key.
 */
bool key_set_verify(const struct key_set *, enum jws_alg, const char *kid,
		    struct bytes text, struct bytes signature);

/* Signs with the first secret for HS256; false: there is none. */
bool key_set_sign(const struct key_set *, uint8_t mac[DIGEST_SHA256],
		  struct bytes text);

/* Is there a key that allows the algorithm, and one of those with the id? */
bool key_set_allows(const struct key_set *, enum jws_alg);
bool key_set_has(const struct key_set *, enum jws_alg, const char *kid);

#endif
