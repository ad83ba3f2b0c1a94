/* jwk - one key that may sign tokens: a secret or a public key. */

#include "jwk.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "base/str.h"
#include "public_key.h"

/* A JWK that is read. */
struct reading {
	const struct json_scan *scan;
	const struct json_token *object;
	struct error *error;
};

bool
jwk_is_empty(const struct jwk *k)
{
	return k->algs == 0;
}

void
jwk_free(struct jwk *k)
{
	if (k->secret.at)
		explicit_bzero(k->secret.at, k->secret.cap);
	buffer_free(&k->secret);
	public_key_free(k->public);
	free(k->kid);
	*k = (struct jwk){ 0 };
}

/* A secret allows the algorithms whose hash is not longer (RFC 7518, 3.2). */
static unsigned
algs_of_secret(size_t len)
{
	unsigned algs = 0;
	enum jws_alg i;

	for (i = ALG_HS256; i <= ALG_HS512; i++)
		if (len >= jws_alg_facts[i].size)
			algs |= ALG_BIT(i);
	return algs;
}

int
jwk_from_secret(struct jwk *k, const char *bytes, size_t len,
		struct error *error)
{
	*k = (struct jwk){ .algs = algs_of_secret(len) };
	if (!k->algs)
		return error_set(error,
				 "its secret has %zu bytes, and HS256 needs "
				 "32 at least; make one: openssl rand -hex 32",
				 len);
	buffer_add(&k->secret, bytes, len);
	return 0;
}

int
jwk_from_pem(struct jwk *k, const char *text, size_t len, struct error *error)
{
	*k = (struct jwk){ .public = public_key_from_pem(text, len, error) };
	if (!k->public)
		return -1;
	k->algs = public_key_algs(k->public);
	return 0;
}

/* Is the member a string with this text? */
static bool
is(const struct reading *r, const char *name, const char *text)
{
	const struct json_token *t =
	    json_token_member(r->scan, r->object, name);

	return t && t->kind == JSON_STRING &&
	       json_token_equals(r->scan, t, text, strlen(text));
}

/* Is it for verifying signatures, as far as the key says? */
static bool
is_for_signatures(const struct reading *r)
{
	const struct json_token *use =
	    json_token_member(r->scan, r->object, "use");
	const struct json_token *ops =
	    json_token_member(r->scan, r->object, "key_ops");
	const struct json_token *t;

	if (use && !is(r, "use", "sig"))
		return false;
	if (!ops)
		return true;
	if (ops->kind != JSON_ARRAY)
		return false;
	for (t = json_token_first(ops); t < json_token_end(r->scan, ops);
	     t = json_token_next(r->scan, t))
		if (t->kind == JSON_STRING &&
		    json_token_equals(r->scan, t, "verify", 6))
			return true;
	return false;
}

/* Decodes a member of base64url into `into`; -1: it has none. */
static int
read_bytes(const struct reading *r, const char *name, struct buffer *into)
{
	const struct json_token *t =
	    json_token_member(r->scan, r->object, name);
	const char *raw;
	ssize_t n = -1;
	size_t len;

	if (t && t->kind == JSON_STRING && !t->escaped) {
		raw = json_token_raw(r->scan, t, &len);
		n = digest_from_base64url(buffer_reserve(into, len + 3),
					  len + 3, raw, len);
	}
	if (n < 0)
		return error_set(r->error, "its %s is not base64url", name);
	into->len += (size_t)n;
	return 0;
}

/* Without leading zeros, which a number need not have. */
static struct bytes
number_of(const struct buffer *b)
{
	size_t zeros = 0;

	while (zeros < b->len && b->at[zeros] == 0)
		zeros++;
	return (struct bytes){ b->at + zeros, b->len - zeros };
}

static struct bytes
bytes_of(const struct buffer *b)
{
	return (struct bytes){ b->at, b->len };
}

static int
read_secret(struct jwk *k, const struct reading *r)
{
	struct buffer secret = { 0 };
	int bad = read_bytes(r, "k", &secret) ||
		  jwk_from_secret(k, secret.at, secret.len, r->error);

	if (secret.at)
		explicit_bzero(secret.at, secret.cap);
	buffer_free(&secret);
	return bad ? -1 : 0;
}

static void
read_rsa(struct jwk *k, const struct reading *r)
{
	struct buffer n = { 0 }, e = { 0 };

	if (read_bytes(r, "n", &n) == 0 && read_bytes(r, "e", &e) == 0)
		k->public =
		    public_key_from_rsa(number_of(&n), number_of(&e), r->error);
	buffer_free(&n);
	buffer_free(&e);
}

static void
read_curve(struct jwk *k, const struct reading *r, const char *curve)
{
	struct buffer x = { 0 }, y = { 0 };

	if (read_bytes(r, "x", &x) == 0 && read_bytes(r, "y", &y) == 0)
		k->public = public_key_from_curve(curve, bytes_of(&x),
						  bytes_of(&y), r->error);
	buffer_free(&x);
	buffer_free(&y);
}

static void
read_ed25519(struct jwk *k, const struct reading *r)
{
	struct buffer x = { 0 };

	if (read_bytes(r, "x", &x) == 0)
		k->public = public_key_from_ed25519(bytes_of(&x), r->error);
	buffer_free(&x);
}

/* Reads a public key; 1: it is of an unknown kind. */
static int
read_public(struct jwk *k, const struct reading *r)
{
	static const char *const curves[] = { "P-256", "P-384", "P-521" };
	size_t i;

	if (is(r, "kty", "RSA")) {
		read_rsa(k, r);
		return k->public ? 0 : -1;
	}
	if (is(r, "kty", "OKP") && is(r, "crv", "Ed25519")) {
		read_ed25519(k, r);
		return k->public ? 0 : -1;
	}
	for (i = 0; i < sizeof curves / sizeof *curves; i++)
		if (is(r, "kty", "EC") && is(r, "crv", curves[i])) {
			read_curve(k, r, curves[i]);
			return k->public ? 0 : -1;
		}
	return 1;
}

/* What the member alg says, if it is there. */
static unsigned
algs_of_member(const struct reading *r)
{
	const struct json_token *t =
	    json_token_member(r->scan, r->object, "alg");
	enum jws_alg i;

	for (i = 0; t && i < JWS_ALGS; i++)
		if (is(r, "alg", jws_alg_facts[i].name))
			return ALG_BIT(i);
	return t ? 0 : ALG_BIT(JWS_ALGS) - 1;
}

static void
read_kid(struct jwk *k, const struct reading *r)
{
	const struct json_token *t =
	    json_token_member(r->scan, r->object, "kid");
	struct buffer kid = { 0 };

	if (!t || t->kind != JSON_STRING)
		return;
	json_token_decode(r->scan, t, &kid);
	k->kid = str_dup_len(kid.at ? kid.at : "", kid.len);
	buffer_free(&kid);
}

int
jwk_read(struct jwk *k, const struct json_scan *s,
	 const struct json_token *object, struct error *error)
{
	const struct reading r = { s, object, error };
	int bad;

	*k = (struct jwk){ 0 };
	if (object->kind != JSON_OBJECT)
		return error_set(error, "it is not an object");
	if (!is_for_signatures(&r) || algs_of_member(&r) == 0)
		return 0;
	bad = is(&r, "kty", "oct") ? read_secret(k, &r) : read_public(k, &r);
	if (bad)
		return bad < 0 ? -1 : 0;
	if (k->public)
		k->algs = public_key_algs(k->public);
	k->algs &= algs_of_member(&r);
	if (k->algs == 0) {
		jwk_free(k);
		return error_set(error, "its alg is not one of its kind, or "
					"its secret is too short for it");
	}
	read_kid(k, &r);
	return 0;
}

bool
jwk_verify(const struct jwk *k, enum jws_alg alg, struct bytes text,
	   struct bytes signature)
{
	const size_t size = jws_alg_facts[alg].size;
	uint8_t own[DIGEST_SHA512];

	if (!(k->algs & ALG_BIT(alg)))
		return false;
	if (k->public)
		return public_key_verify(k->public, alg, text, signature);
	if (signature.len != size)
		return false;
	digest_hmac_sha2(own, size, bytes_of(&k->secret), text);
	return digest_equal(own, signature.at, size);
}
