/*
 * crypto_library - OpenSSL's libcrypto, loaded when a public key is first read.
 *
 * Most programs have no public key.  Linked, libcrypto would cost each of them
 * a millisecond at its start and half a megabyte of memory.
 */
#ifndef ECHOAPP_CRYPTO_LIBRARY_H
#define ECHOAPP_CRYPTO_LIBRARY_H

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/error.h"

#define CRYPTO_LIBRARY_FUNCTIONS(F)                                            \
	F(BIO_free)                                                            \
	F(BIO_new_mem_buf)                                                     \
	F(BN_bin2bn)                                                           \
	F(CRYPTO_free)                                                         \
	F(ECDSA_SIG_free)                                                      \
	F(ECDSA_SIG_new)                                                       \
	F(ECDSA_SIG_set0)                                                      \
	F(ERR_clear_error)                                                     \
	F(EVP_DigestVerify)                                                    \
	F(EVP_DigestVerifyInit_ex)                                             \
	F(EVP_MD_CTX_free)                                                     \
	F(EVP_MD_CTX_new)                                                      \
	F(EVP_PKEY_CTX_free)                                                   \
	F(EVP_PKEY_CTX_new_from_name)                                          \
	F(EVP_PKEY_CTX_set_rsa_padding)                                        \
	F(EVP_PKEY_CTX_set_rsa_pss_saltlen)                                    \
	F(EVP_PKEY_free)                                                       \
	F(EVP_PKEY_fromdata)                                                   \
	F(EVP_PKEY_fromdata_init)                                              \
	F(EVP_PKEY_get_bits)                                                   \
	F(EVP_PKEY_get_utf8_string_param)                                      \
	F(EVP_PKEY_is_a)                                                       \
	F(EVP_PKEY_new_raw_public_key)                                         \
	F(OPENSSL_init_crypto)                                                 \
	F(OSSL_PARAM_construct_BN)                                             \
	F(OSSL_PARAM_construct_end)                                            \
	F(OSSL_PARAM_construct_octet_string)                                   \
	F(OSSL_PARAM_construct_utf8_string)                                    \
	F(PEM_read_bio_PUBKEY)                                                 \
	F(PEM_read_bio_X509)                                                   \
	F(X509_free)                                                           \
	F(X509_get_pubkey)                                                     \
	F(i2d_ECDSA_SIG)

struct crypto_library {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member has none. */
#define CRYPTO_LIBRARY_MEMBER(name) __typeof__(name) *name;
	CRYPTO_LIBRARY_FUNCTIONS(CRYPTO_LIBRARY_MEMBER)
#undef CRYPTO_LIBRARY_MEMBER
};

/*
 * The library, which stays loaded; or NULL, and `error` says why, as the end of
 * a sentence.
 */
const struct crypto_library *crypto_library_get(struct error *error);

#endif
