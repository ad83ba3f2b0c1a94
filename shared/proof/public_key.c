/* public_key - public keys, and the signatures that they verify. */

#include "public_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "crypto_library.h"

#define RSA_BITS_MIN 2048
/* Bytes; the usual exponent, 65537, has three. */
#define EXPONENT_MAX 4
/* Bytes of half a point of P-521. */
#define COORDINATE_MAX 66

struct public_key {
	const struct crypto_library *library;
	EVP_PKEY *key;
	unsigned algs;
};

static const struct {
	const char *jwk;     /* its name in a JWK */
	const char *openssl; /* and in OpenSSL */
	enum jws_alg alg;
} curves[] = {
	{ "P-256", "prime256v1", ALG_ES256 },
	{ "P-384", "secp384r1", ALG_ES384 },
	{ "P-521", "secp521r1", ALG_ES512 },
};

/* Takes ownership of `key`. */
static struct public_key *
new_key(const struct crypto_library *l, EVP_PKEY *key, unsigned algs)
{
	struct public_key *k = malloc(sizeof *k);

	if (!k)
		die(EXIT_TEMPORARY, "cannot store a public key:");
	*k = (struct public_key){ l, key, algs };
	return k;
}

void
public_key_free(struct public_key *k)
{
	if (k)
		k->library->EVP_PKEY_free(k->key);
	free(k);
}

unsigned
public_key_algs(const struct public_key *k)
{
	return k->algs;
}

/* NULL: OpenSSL refuses the numbers. */
static EVP_PKEY *
from_params(const struct crypto_library *l, const char *type,
	    OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = l->EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (ctx &&
	    (l->EVP_PKEY_fromdata_init(ctx) <= 0 ||
	     l->EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0))
		key = NULL;
	l->EVP_PKEY_CTX_free(ctx);
	l->ERR_clear_error();
	return key;
}

/* Takes ownership of `key`, of which NULL is allowed. */
static struct public_key *
checked_rsa(const struct crypto_library *l, EVP_PKEY *key, struct error *error)
{
	const int bits = key ? l->EVP_PKEY_get_bits(key) : 0;

	if (bits >= RSA_BITS_MIN && bits <= PUBLIC_KEY_RSA_MAX * 8)
		return new_key(l, key, ALGS_RS | ALGS_PS);
	if (!key)
		error_set(error, "it is not an RSA key");
	else
		error_set(error,
			  "an RSA key of %d bits is too %s; it needs %d at "
			  "least",
			  bits, bits < RSA_BITS_MIN ? "weak" : "long",
			  RSA_BITS_MIN);
	l->EVP_PKEY_free(key);
	return NULL;
}

/* OpenSSL wants numbers with the machine's own order of bytes. */
static void
reverse(unsigned char *into, struct bytes number)
{
	const unsigned char *from = number.at;
	size_t i;

	for (i = 0; i < number.len; i++)
		into[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			 ? number.len - 1 - i
			 : i] = from[i];
}

/* Is it at least 3, odd and not huge, so that verifying takes a short time? */
static bool
is_exponent(struct bytes e)
{
	const unsigned char *at = e.at;

	return e.len > 0 && e.len <= EXPONENT_MAX && at[e.len - 1] & 1 &&
	       (e.len > 1 || at[0] > 1);
}

struct public_key *
public_key_from_rsa(struct bytes n, struct bytes e, struct error *error)
{
	const struct crypto_library *l = crypto_library_get(error);
	unsigned char modulus[PUBLIC_KEY_RSA_MAX], exponent[EXPONENT_MAX];
	OSSL_PARAM params[3];

	if (!l)
		return NULL;
	if (n.len == 0 || n.len > sizeof modulus || !is_exponent(e)) {
		error_set(error, "the RSA key's %s is not one that is in use",
			  is_exponent(e) ? "modulus n" : "exponent e");
		return NULL;
	}
	reverse(modulus, n);
	reverse(exponent, e);
	params[0] =
	    l->OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus, n.len);
	params[1] =
	    l->OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent, e.len);
	params[2] = l->OSSL_PARAM_construct_end();
	return checked_rsa(l, from_params(l, "RSA", params), error);
}

struct public_key *
public_key_from_curve(const char *curve, struct bytes x, struct bytes y,
		      struct error *error)
{
	const struct crypto_library *l = crypto_library_get(error);
	unsigned char point[1 + 2 * COORDINATE_MAX] = { 4 }; /* uncompressed */
	OSSL_PARAM params[3];
	EVP_PKEY *key;
	size_t i;

	if (!l)
		return NULL;
	for (i = 0; i < sizeof curves / sizeof *curves; i++)
		if (strcmp(curves[i].jwk, curve) == 0)
			break;
	if (i == sizeof curves / sizeof *curves ||
	    x.len != jws_alg_facts[curves[i].alg].size || y.len != x.len) {
		error_set(error, "its curve is unknown, or its x or y has "
				 "another length");
		return NULL;
	}
	memcpy(point + 1, x.at, x.len);
	memcpy(point + 1 + x.len, y.at, y.len);
	params[0] = l->OSSL_PARAM_construct_utf8_string(
	    OSSL_PKEY_PARAM_GROUP_NAME, (char *)curves[i].openssl, 0);
	params[1] = l->OSSL_PARAM_construct_octet_string(
	    OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * x.len);
	params[2] = l->OSSL_PARAM_construct_end();
	key = from_params(l, "EC", params);
	if (key)
		return new_key(l, key, ALG_BIT(curves[i].alg));
	error_set(error, "its x and y are not a point of the curve %s", curve);
	return NULL;
}

struct public_key *
public_key_from_ed25519(struct bytes x, struct error *error)
{
	const struct crypto_library *l = crypto_library_get(error);
	EVP_PKEY *key;

	if (!l)
		return NULL;
	key =
	    l->EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x.at, x.len);
	l->ERR_clear_error();
	if (key)
		return new_key(l, key, ALG_BIT(ALG_EDDSA));
	error_set(error, "it is not an Ed25519 key");
	return NULL;
}

/* The public key of a PEM text, or that of its certificate; or NULL. */
static EVP_PKEY *
read_pem(const struct crypto_library *l, const char *text, size_t len)
{
	BIO *from = l->BIO_new_mem_buf(text, (int)len);
	EVP_PKEY *key = l->PEM_read_bio_PUBKEY(from, NULL, NULL, NULL);
	X509 *certificate;

	l->BIO_free(from);
	if (!key) {
		from = l->BIO_new_mem_buf(text, (int)len);
		certificate = l->PEM_read_bio_X509(from, NULL, NULL, NULL);
		key = certificate ? l->X509_get_pubkey(certificate) : NULL;
		l->X509_free(certificate);
		l->BIO_free(from);
	}
	l->ERR_clear_error();
	return key;
}

/* Takes ownership of `key`, which is not an RSA key. */
static struct public_key *
checked_curve(const struct crypto_library *l, EVP_PKEY *key,
	      struct error *error)
{
	char name[32];
	size_t i;

	if (l->EVP_PKEY_is_a(key, "ED25519"))
		return new_key(l, key, ALG_BIT(ALG_EDDSA));
	if (l->EVP_PKEY_is_a(key, "EC") &&
	    l->EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME,
					      name, sizeof name, NULL))
		for (i = 0; i < sizeof curves / sizeof *curves; i++)
			if (strcmp(curves[i].openssl, name) == 0)
				return new_key(l, key, ALG_BIT(curves[i].alg));
	l->EVP_PKEY_free(key);
	l->ERR_clear_error();
	error_set(error, "its key is of another kind than RSA, P-256, P-384, "
			 "P-521 and Ed25519");
	return NULL;
}

struct public_key *
public_key_from_pem(const char *text, size_t len, struct error *error)
{
	const struct crypto_library *l = crypto_library_get(error);
	EVP_PKEY *key;

	if (!l)
		return NULL;
	key = read_pem(l, text, len);
	if (!key) {
		error_set(error, "its PEM text is neither a public key nor a "
				 "certificate");
		return NULL;
	}
	return l->EVP_PKEY_is_a(key, "RSA") ? checked_rsa(l, key, error)
					    : checked_curve(l, key, error);
}

/* Writes a signature of two numbers as OpenSSL wants it, for CRYPTO_free(). */
static unsigned char *
encode_pair(const struct crypto_library *l, struct bytes signature, int *len)
{
	const unsigned char *at = signature.at;
	const int half = (int)signature.len / 2;
	ECDSA_SIG *pair = l->ECDSA_SIG_new();
	unsigned char *der = NULL;

	*len = 0;
	if (l->ECDSA_SIG_set0(pair, l->BN_bin2bn(at, half, NULL),
			      l->BN_bin2bn(at + half, half, NULL)))
		*len = l->i2d_ECDSA_SIG(pair, &der);
	l->ECDSA_SIG_free(pair);
	return der;
}

static bool
verify(const struct public_key *k, enum jws_alg alg, struct bytes text,
       struct bytes signature)
{
	const struct crypto_library *l = k->library;
	EVP_MD_CTX *ctx = l->EVP_MD_CTX_new();
	EVP_PKEY_CTX *of_key;
	bool good;

	good = l->EVP_DigestVerifyInit_ex(ctx, &of_key, jws_alg_facts[alg].hash,
					  NULL, NULL, k->key, NULL) == 1;
	/* The salt is as long as the hash (RFC 7518, 3.5). */
	if (good && ALG_BIT(alg) & ALGS_PS)
		good = l->EVP_PKEY_CTX_set_rsa_padding(
			   of_key, RSA_PKCS1_PSS_PADDING) == 1 &&
		       l->EVP_PKEY_CTX_set_rsa_pss_saltlen(
			   of_key, RSA_PSS_SALTLEN_DIGEST) == 1;
	good = good && l->EVP_DigestVerify(ctx, signature.at, signature.len,
					   text.at, text.len) == 1;
	l->EVP_MD_CTX_free(ctx);
	l->ERR_clear_error();
	return good;
}

bool
public_key_verify(const struct public_key *k, enum jws_alg alg,
		  struct bytes text, struct bytes signature)
{
	unsigned char *der;
	bool good;
	int len;

	if (!(k->algs & ALG_BIT(alg)))
		return false;
	if (alg < ALG_ES256 || alg > ALG_ES512)
		return verify(k, alg, text, signature);
	if (signature.len != 2 * jws_alg_facts[alg].size)
		return false;
	der = encode_pair(k->library, signature, &len);
	good = verify(k, alg, text, (struct bytes){ der, (size_t)len });
	k->library->CRYPTO_free(der, __FILE__, __LINE__);
	return good;
}
