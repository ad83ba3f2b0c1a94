/* key_set - the keys that may sign tokens, from a file. */

#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/json_token.h"
#include "base/read_file.h"
#include "jwk.h"
#include "public_key.h"

/* More would make a token without an id expensive. */
#define KEYS_MAX 64

struct key_set {
	struct jwk at[KEYS_MAX];
	size_t count;
};

void
key_set_free(struct key_set *set)
{
	size_t i;

	for (i = 0; set && i < set->count; i++)
		jwk_free(&set->at[i]);
	free(set);
}

/* Takes over the key. */
static int
add(struct key_set *set, struct jwk *key, struct error *error)
{
	if (set->count < KEYS_MAX) {
		set->at[set->count++] = *key;
		return 0;
	}
	jwk_free(key);
	return error_set(error, "it has more than %d keys", KEYS_MAX);
}

static int
add_jwk(struct key_set *set, const struct json_scan *s,
	const struct json_token *object, struct error *error)
{
	struct jwk key;
	struct error why;

	if (jwk_read(&key, s, object, &why))
		return error_set(error, "key %zu: %s", set->count + 1,
				 why.text);
	return jwk_is_empty(&key) ? 0 : add(set, &key, error);
}

static int
read_json(struct key_set *set, const struct buffer *text, struct error *error)
{
	const struct json_token *root, *keys, *t;
	struct json_scan s = { 0 };
	int bad = 0;

	if (json_scan(&s, text->at, text->len)) {
		error_set(error, "byte %zu: %s", s.error_at, s.error);
		json_scan_free(&s);
		return -1;
	}
	root = json_token_root(&s);
	keys = json_token_member(&s, root, "keys");
	if (keys && keys->kind != JSON_ARRAY)
		bad = error_set(error, "its member keys is not an array");
	else if (!keys)
		bad = add_jwk(set, &s, root, error);
	else
		for (t = json_token_first(keys);
		     !bad && t < json_token_end(&s, keys);
		     t = json_token_next(&s, t))
			bad = add_jwk(set, &s, t, error);
	json_scan_free(&s);
	return bad;
}

static int
read_pem(struct key_set *set, const struct buffer *text, struct error *error)
{
	static const char begin[] = "-----BEGIN ";
	const char *end = text->at + text->len, *at, *next;
	struct jwk key;
	int bad = 0;

	if (memmem(text->at, text->len, "PRIVATE KEY", 11))
		return error_set(error, "it has a private key, which only "
					"the issuer needs; make the public "
					"one: openssl pkey -pubout");
	at = memmem(text->at, text->len, begin, strlen(begin));
	for (; at && !bad; at = next) {
		next = memmem(at + 1, (size_t)(end - at) - 1, begin,
			      strlen(begin));
		bad = jwk_from_pem(&key, at, (size_t)((next ? next : end) - at),
				   error) ||
		      add(set, &key, error);
	}
	return bad;
}

/*
 * A public key in a form that we do not read must never be taken for a secret:
 * everybody has it.
 */
static bool
is_other_key(const struct buffer *text)
{
	static const char *const beginnings[] = {
		"ssh-",
		"ecdsa-",
		"sk-",
		"---- ",
		"<",
		/* DER: RSA keys, and those of P-256, P-384 and Ed25519. */
		"\x30\x81",
		"\x30\x82",
		"\x30\x59\x30\x13",
		"\x30\x76\x30\x10",
		"\x30\x2a\x30\x05",
	};
	size_t i;

	for (i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (text->len >= strlen(beginnings[i]) &&
		    memcmp(text->at, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

static int
read_secret(struct key_set *set, struct buffer *text, struct error *error)
{
	struct jwk key;

	if (text->len > 0 && text->at[text->len - 1] == '\n')
		text->len -=
		    text->len > 1 && text->at[text->len - 2] == '\r' ? 2 : 1;
	if (is_other_key(text))
		return error_set(error, "it is neither a JWK Set, nor PEM, "
					"nor a secret");
	return jwk_from_secret(&key, text->at, text->len, error) ||
		       add(set, &key, error)
		   ? -1
		   : 0;
}

static bool
has_secret(const struct key_set *set)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (set->at[i].secret.len > 0)
			return true;
	return false;
}

static int
read_text(struct key_set *set, struct buffer *text, struct error *error)
{
	size_t blank = 0;

	while (blank < text->len && strchr(" \t\r\n", text->at[blank]) &&
	       text->at[blank])
		blank++;
	if (blank == text->len)
		return error_set(error, "it is empty");
	if (text->at[blank] == '{')
		return read_json(set, text, error);
	if (memmem(text->at, text->len, "-----BEGIN ", 11))
		return read_pem(set, text, error);
	return read_secret(set, text, error);
}

static int
check(const struct key_set *set, const char *path, const struct stat *st,
      struct error *error)
{
	if (set->count == 0)
		return error_set(error, "it has no key for signatures that "
					"EchoApp knows");
	if (has_secret(set) && st->st_mode & S_IRWXO)
		return error_set(error,
				 "it has a secret, and other users can read or "
				 "write it (mode %04o): chmod o-rwx %s",
				 (unsigned)st->st_mode & 07777, path);
	return 0;
}

struct key_set *
key_set_read(const char *path, struct stat *st, struct error *error)
{
	struct key_set *set = calloc(1, sizeof *set);
	struct buffer text = { 0 };
	int bad;

	if (!set)
		die(EXIT_TEMPORARY, "cannot store keys:");
	bad = read_file(path, KEY_SET_FILE_MAX, &text, st, error) ||
	      read_text(set, &text, error) || check(set, path, st, error);
	if (text.at)
		explicit_bzero(text.at, text.cap);
	buffer_free(&text);
	if (!bad)
		return set;
	key_set_free(set);
	return NULL;
}

static bool
may_have_made(const struct jwk *key, enum jws_alg alg, const char *kid)
{
	return key->algs & ALG_BIT(alg) &&
	       (!kid || !key->kid || strcmp(key->kid, kid) == 0);
}

bool
key_set_allows(const struct key_set *set, enum jws_alg alg)
{
	return key_set_has(set, alg, NULL);
}

bool
key_set_has(const struct key_set *set, enum jws_alg alg, const char *kid)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (may_have_made(&set->at[i], alg, kid))
			return true;
	return false;
}

bool
key_set_verify(const struct key_set *set, enum jws_alg alg, const char *kid,
	       struct bytes text, struct bytes signature)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (may_have_made(&set->at[i], alg, kid) &&
		    jwk_verify(&set->at[i], alg, text, signature))
			return true;
	return false;
}

bool
key_set_sign(const struct key_set *set, uint8_t mac[DIGEST_SHA256],
	     struct bytes text)
{
	const struct jwk *key;
	size_t i;

	for (i = 0; i < set->count; i++) {
		key = &set->at[i];
		if (!(key->algs & ALG_BIT(ALG_HS256)))
			continue;
		digest_hmac_sha2(
		    mac, DIGEST_SHA256,
		    (struct bytes){ key->secret.at, key->secret.len }, text);
		return true;
	}
	return false;
}
