/* crypto_library - OpenSSL's libcrypto, loaded when it is first needed. */

#include "crypto_library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* The version whose headers this was compiled with. */
#define TEXT_OF(macro) TEXT_AS_WRITTEN(macro)
#define TEXT_AS_WRITTEN(text) #text
#define LIBRARY "libcrypto.so." TEXT_OF(OPENSSL_SHLIB_VERSION)

/* memcpy(), because ISO C has no cast from an object to a function. */
static bool
find(void *loaded, const char *name, void *function, size_t size)
{
	void *found = dlsym(loaded, name);

	memcpy(function, &found, size);
	return found != NULL;
}

const struct crypto_library *
crypto_library_get(struct error *error)
{
	static struct crypto_library library;
	static void *loaded;
	bool all = true;

	if (loaded)
		return &library;
	loaded = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!loaded) {
		error_set(error,
			  "a public key needs OpenSSL, and cannot load it: %s",
			  dlerror());
		return NULL;
	}
#define FIND(name) all &= find(loaded, #name, &library.name, sizeof(void *));
	CRYPTO_LIBRARY_FUNCTIONS(FIND)
	if (!all) {
		error_set(error,
			  "a public key needs OpenSSL 3, and %s is another",
			  LIBRARY);
		dlclose(loaded);
		loaded = NULL;
		return NULL;
	}
	/* A host's openssl.cnf is for other programs. */
	library.OPENSSL_init_crypto(
	    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	return &library;
}
