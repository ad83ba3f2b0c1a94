/* crypto_library_linked - libcrypto, in a program that is linked statically. */

#include "crypto_library.h"

const struct crypto_library *
crypto_library_get(struct error *error)
{
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member has none. */
#define LINKED(name) .name = name,
	static const struct crypto_library library = { CRYPTO_LIBRARY_FUNCTIONS(
	    LINKED) };

	(void)error;
	/* A host's openssl.cnf is for other programs. */
	OPENSSL_init_crypto(
	    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	return &library;
}
