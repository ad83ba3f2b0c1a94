/*
 * jwt: tokens of RFCs and of other implementations are accepted, and nothing
 * else is.
 */

#include "proof/jwt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json_token.h"
#include "proof/jws.h"
#include "support/harness.h"
#include "support/token.h"

/* All tokens of tests/data/tokens are valid then. */
#define VALID (INT64_C(1800000000) * 1000000)
#define SECOND INT64_C(1000000)

static const char *const types[] = { "jwt", NULL };

static struct key_set *keys;
static struct json_scan claims;
static struct buffer text;
static struct jwt_demands demands;

static struct key_set *
read_keys(const char *path)
{
	struct error error;
	struct stat st;

	key_set_free(keys);
	keys = key_set_read(path, &st, &error);
	ck_assert_msg(keys != NULL, "%s", error.text);
	return keys;
}

static struct key_set *
use_keys(const char *content)
{
	write_file("keys", content);
	ck_assert_int_eq(chmod("keys", 0600), 0);
	return read_keys("keys");
}

static const char *
data(const char *name)
{
	static char path[64];

	snprintf(path, sizeof path, "tests/data/tokens/%s", name);
	return source_path(path);
}

/* The keys of the tokens, which no other user may read here. */
static void
use_all_keys(void)
{
	use_keys(harness_read_file(data("keys.json"), NULL));
}

static const char *
verify_at(const char *token, timestamp now)
{
	return jwt_verify(keys, &demands, token, strlen(token), now, &claims,
			  &text);
}

static const char *
verify(const char *token)
{
	return verify_at(token, VALID);
}

static void
forget(void)
{
	key_set_free(keys);
	keys = NULL;
	demands = (struct jwt_demands){ 0 };
	json_scan_free(&claims);
	buffer_free(&text);
}

const struct test_setup test_setup = {
	.after = forget,
};

static const char *
verify_claims(const char *payload)
{
	return verify(token_sign("{\"alg\":\"HS256\"}", payload));
}

/* The lines of a file of three words each. */
static char *words[64][3];

static size_t
read_words(const char *name)
{
	char *at = harness_read_file(data(name), NULL), *line;
	size_t n = 0;

	for (; (line = strsep(&at, "\n")) && *line; n++) {
		words[n][0] = strsep(&line, " ");
		words[n][1] = strsep(&line, " ");
		words[n][2] = line;
	}
	return n;
}

TEST(the_examples_of_the_rfcs_are_verified)
{
	size_t n = read_words("rfc.txt"), i;

	ck_assert_uint_eq(n, 7);
	for (i = 0; i < n; i++) {
		const char *token = words[i][2], *why;

		use_keys(words[i][1]);
		text.len = 0;
		why = jws_verify(keys, types, token, strlen(token), &text);
		ck_assert_msg(!why, "%s %s", words[i][0], why);
	}
	ck_assert_uint_eq(text.len, strlen("Example of Ed25519 signing"));
	ck_assert_mem_eq(text.at, "Example of Ed25519 signing", text.len);
}

TEST(the_example_of_rfc_7515_expires)
{
	const timestamp end = INT64_C(1300819380) * SECOND;

	read_words("rfc.txt");
	use_keys(words[0][1]);
	ck_assert_ptr_null(verify_at(words[0][2], end - 1));
	ck_assert_str_eq(verify_at(words[0][2], end), "has expired (exp)");
	demands.leeway = 30 * SECOND;
	ck_assert_ptr_null(verify_at(words[0][2], end));
	ck_assert_ptr_nonnull(verify_at(words[0][2], end + 30 * SECOND));
}

TEST(tokens_of_other_implementations_are_verified)
{
	size_t n = read_words("tokens.txt"), i;
	const struct json_token *sub;

	use_all_keys();
	demands = (struct jwt_demands){ "https://idp.example.com/", "app", 0 };
	ck_assert_uint_eq(n, 51);
	for (i = 0; i < n; i++) {
		const char *why = verify(words[i][2]);

		ck_assert_msg(!why, "%s %s %s", words[i][0], words[i][1], why);
		sub =
		    json_token_member(&claims, json_token_root(&claims), "sub");
		ck_assert(json_token_equals(&claims, sub, "alice", 5));
	}
}

TEST(a_key_as_pem_verifies_the_tokens_of_its_kind_only)
{
	static const struct {
		const char *file;
		const char *algs; /* that its key allows, by their first letters
				   */
		size_t tokens;
	} pems[] = {
		{ "rsa.pem", "RP", 24 },
		{ "p256.pem", "ES256", 4 },
		{ "ed.pem", "EdDSA", 3 },
	};
	size_t n = read_words("tokens.txt"), i, j, good;

	for (i = 0; i < ROWS(pems); i++) {
		read_keys(data(pems[i].file));
		for (j = good = 0; j < n; j++)
			good += verify(words[j][2]) == NULL;
		ck_assert_msg(good == pems[i].tokens, "%s: %zu", pems[i].file,
			      good);
	}
}

/* Changes a token at a place to another letter of base64url. */
static void
change(char *token, uint64_t *seed)
{
	static const char letters[] = "ABCDefgh0123-_xyzQ.";
	size_t at = next_random(seed) % strlen(token);
	char before = token[at];

	while (token[at] == before)
		token[at] = letters[next_random(seed) % (sizeof letters - 1)];
}

TEST(no_token_with_a_changed_byte_is_accepted)
{
	size_t n = read_words("tokens.txt"), i, round, forged = 0;
	uint64_t seed = 20261123;

	use_all_keys();
	for (i = 0; i < n; i++)
		for (round = 0; round < 60; round++, forged++) {
			char *token = strdup(words[i][2]);

			change(token, &seed);
			ck_assert_msg(verify(token), "%s", token);
			free(token);
		}
	ck_assert_uint_ge(forged, 3000);
}

TEST(no_signature_of_another_token_or_a_part_of_one_is_accepted)
{
	size_t n = read_words("tokens.txt"), i, j;
	char token[2048];

	use_all_keys();
	for (i = 0; i < n; i++) {
		const char *end = strrchr(words[i][2], '.');

		for (j = 0; j < n; j++) {
			const char *other = strrchr(words[j][2], '.');

			snprintf(token, sizeof token, "%.*s%s",
				 (int)(end - words[i][2]), words[i][2], other);
			ck_assert(i == j || verify(token) ||
				  strcmp(token, words[i][2]) == 0 ||
				  strcmp(token, words[j][2]) == 0);
		}
		for (j = 0; j < strlen(words[i][2]); j++) {
			snprintf(token, j + 1, "%s", words[i][2]);
			ck_assert(verify(token));
		}
	}
}

/* Headers that a forger might write before another's payload and signature. */
TEST(no_other_header_is_accepted)
{
	static const char *const algs[] = {
		"none",	 "None",  "NONE",  "",	     "HS256", "HS384", "HS512",
		"RS256", "RS384", "RS512", "PS256",  "PS384", "PS512", "ES256",
		"ES384", "ES512", "EdDSA", "ES256K", "hs256",
	};
	size_t n = read_words("tokens.txt"), i, j;
	char header[100];

	use_all_keys();
	for (i = 0; i < n; i++)
		for (j = 0; j < ROWS(algs); j++) {
			struct buffer b = { 0 };

			snprintf(header, sizeof header,
				 "{\"alg\":\"%s\",\"x\":1}", algs[j]);
			digest_add_base64url(&b, header, strlen(header));
			buffer_str(&b, strchr(words[i][2], '.'));
			buffer_byte(&b, '\0');
			ck_assert_msg(verify(b.at), "%s", b.at);
			*strrchr(b.at, '.') = '\0';
			ck_assert(verify(b.at));
			strcat(b.at, ".");
			ck_assert(verify(b.at));
			buffer_free(&b);
		}
}

TEST(a_public_key_is_no_secret)
{
	const char *header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	size_t len;
	const char *pem = harness_read_file(data("rsa.pem"), &len);

	read_keys(data("rsa.pem"));
	ck_assert_str_eq(verify(token_sign_with(pem, len, header, "{}")),
			 "has an algorithm (alg) that no key allows");
	ck_assert(verify(token_sign_with(pem, len - 1, header, "{}")));
	use_all_keys();
	ck_assert(verify(token_sign_with(pem, len, header, "{}")));
	ck_assert(verify(token_sign_with("", 0, header, "{}")));
}

TEST(a_token_brings_no_key)
{
	static const char header[] =
	    "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":"
	    "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"},"
	    "\"jku\":\"https://evil.example/keys\","
	    "\"x5u\":\"https://evil.example/cert\"}";

	use_all_keys();
	ck_assert_str_eq(verify(token_sign(header, "{}")),
			 "has a wrong signature");
}

/* Headers, before a payload and a signature that are good. */
static const struct {
	const char *header;
	bool is_good;
} headers[] = {
	{ "{\"alg\":\"HS256\"}", true },
	{ "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", true },
	{ "{\"alg\":\"HS256\",\"typ\":\"application/at+JWT\"}", true },
	{ "{\"alg\":\"HS256\",\"typ\":\"logout+jwt\"}", false },
	{ "{\"alg\":\"HS256\",\"typ\":1}", false },
	{ "{\"alg\":\"HS256\",\"kid\":\"one\"}", true },
	{ "{\"alg\":\"HS256\",\"kid\":\"two\"}", false },
	{ "{\"alg\":\"HS256\",\"kid\":\"one\\u0000two\"}", false },
	{ "{\"alg\":\"HS256\",\"kid\":\"\"}", false },
	{ "{\"alg\":\"HS256\",\"kid\":1}", false },
	{ "{\"alg\":\"HS256\",\"kid\":null}", false },
	{ "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", false },
	{ "{\"alg\":\"HS256\",\"alg\":\"HS256\"}", false },
	{ "{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", false },
	{ "{\"alg\":\"HS256\",\"x\":{\"y\":1,\"y\":1}}", false },
	{ "{\"alg\":[\"HS256\"]}", false },
	{ "{\"typ\":\"JWT\"}", false },
	{ "{\"alg\":\"HS384\"}", false },
	{ "{\"alg\":\"HS256\"}{}", false },
	{ "[\"HS256\"]", false },
	{ "", false },
};

TEST_LOOP(a_header_is_read_strictly, ROWS(headers))
{
	const char *why;

	use_keys("{\"kty\":\"oct\",\"kid\":\"one\",\"alg\":\"HS256\",\"k\":"
		 "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}");
	why = verify(token_sign(headers[_i].header, "{}"));
	ck_assert_msg(!why == headers[_i].is_good, "%s: %s", headers[_i].header,
		      why);
}

/* Claims at 1800000000 for the issuer "idp" and the audience "app". */
static const struct {
	const char *claims;
	bool is_good;
} payloads[] = {
	{ "{\"iss\":\"idp\",\"aud\":\"app\"}", true },
	{ "{\"iss\":\"idp\",\"aud\":[\"x\",\"app\"]}", true },
	{ "{\"iss\":\"idp\",\"aud\":[]}", false },
	{ "{\"iss\":\"idp\",\"aud\":{\"app\":1}}", false },
	{ "{\"iss\":\"idp\",\"aud\":\"apps\"}", false },
	{ "{\"iss\":\"idp\"}", false },
	{ "{\"aud\":\"app\"}", false },
	{ "{\"iss\":\"idP\",\"aud\":\"app\"}", false },
	{ "{\"iss\":[\"idp\"],\"aud\":\"app\"}", false },
	{ "{\"iss\":\"idp\\u0000\",\"aud\":\"app\"}", false },
#define GOOD "{\"iss\":\"idp\",\"aud\":\"app\","
	{ GOOD "\"exp\":1800000001}", true },
	{ GOOD "\"exp\":1800000000.5}", true },
	{ GOOD "\"exp\":1.8000001e9}", true },
	{ GOOD "\"exp\":1800000000}", false },
	{ GOOD "\"exp\":\"1800000001\"}", false },
	{ GOOD "\"exp\":null}", false },
	{ GOOD "\"exp\":1e999}", false },
	{ GOOD "\"exp\":-1e999}", false },
	{ GOOD "\"exp\":-1}", false },
	{ GOOD "\"exp\":9999999999999999999999999999999999999999999999}",
	  false },
	{ GOOD "\"nbf\":1800000000}", true },
	{ GOOD "\"nbf\":1800000001}", false },
	{ GOOD "\"iat\":1800000000}", true },
	{ GOOD "\"iat\":1800000001}", false },
	{ GOOD "\"exp\":1900000000,\"exp\":1}", false },
	{ GOOD "\"e\\u0078p\":1,\"exp\":1900000000}", false },
	{ GOOD "\"x\":{\"a\":1,\"a\":2}}", false },
	{ GOOD "\"x\":[{\"a\":{\"b\":1,\"b\":2}}]}", false },
	{ "[]", false },
	{ "", false },
	{ "{}{}", false },
	{ "{\"iss\":\"idp\",\"aud\":\"app\",\"x\":\"\xff\"}", false },
};

TEST_LOOP(claims_are_read_strictly, ROWS(payloads))
{
	const char *why;

	use_keys(TOKEN_SECRET "\n");
	demands = (struct jwt_demands){ "idp", "app", 0 };
	why = verify_claims(payloads[_i].claims);
	ck_assert_msg(!why == payloads[_i].is_good, "%s: %s",
		      payloads[_i].claims, why);
}

TEST(leeway_is_for_each_time)
{
	use_keys(TOKEN_SECRET);
	demands.leeway = 10 * SECOND;
	ck_assert_ptr_null(verify_claims("{\"exp\":1799999991}"));
	ck_assert(verify_claims("{\"exp\":1799999990}"));
	ck_assert_ptr_null(verify_claims("{\"nbf\":1800000010}"));
	ck_assert(verify_claims("{\"nbf\":1800000011}"));
	ck_assert_ptr_null(verify_claims("{\"iat\":1800000010}"));
	ck_assert(verify_claims("{\"iat\":1800000011}"));
}

TEST(a_long_token_is_not_looked_at)
{
	static char claims_of[100000];
	size_t i;

	use_keys(TOKEN_SECRET);
	strcpy(claims_of, "{\"sub\":\"");
	memset(claims_of + 8, 'x', 9000);
	strcpy(claims_of + 9008, "\"}");
	ck_assert_ptr_null(verify_claims(claims_of));
	memset(claims_of + 8, 'x', sizeof claims_of - 11);
	strcpy(claims_of + sizeof claims_of - 3, "\"}");
	ck_assert_str_eq(verify_claims(claims_of), "is longer than 16 kB");
	/* Many members. */
	strcpy(claims_of, "{\"a\":0");
	for (i = 0; i < 900; i++)
		sprintf(claims_of + strlen(claims_of), ",\"%zu\":1", i);
	strcat(claims_of, "}");
	ck_assert_str_eq(verify_claims(claims_of),
			 "has two claims of one name");
	/* Nested. */
	strcpy(claims_of, "{\"a\":");
	memset(claims_of + 5, '[', 31);
	memset(claims_of + 36, ']', 31);
	strcpy(claims_of + 67, "}");
	ck_assert_ptr_null(verify_claims(claims_of));
	memset(claims_of + 5, '[', 32);
	memset(claims_of + 37, ']', 32);
	strcpy(claims_of + 69, "}");
	ck_assert_str_eq(verify_claims(claims_of),
			 "has claims that are nested too deep");
}

TEST(other_forms_are_refused)
{
	static const char *const forms[] = {
		"",	 ".",	 "..",	      "...",	 "a",	  "a.b",
		"a.b.c", "....", "a.b.c.d.e", "e30.e30", "e30..", "..e30",
	};
	size_t i;
	char *token;

	use_all_keys();
	for (i = 0; i < ROWS(forms); i++)
		ck_assert_msg(verify(forms[i]), "%s", forms[i]);
	use_keys(TOKEN_SECRET);
	token = strdup(token_sign("{\"alg\":\"HS256\"}", "{}"));
	ck_assert_ptr_null(verify(token));
	token = realloc(token, strlen(token) + 2);
	strcat(token, "=");
	ck_assert(verify(token));
	free(token);
}

TEST(each_of_two_keys_of_one_id_is_tried)
{
	use_keys("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":"
		 "\"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg\"},"
		 "{\"kty\":\"oct\",\"kid\":\"a\",\"k\":"
		 "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}");
	ck_assert_ptr_null(
	    verify(token_sign("{\"alg\":\"HS256\",\"kid\":\"a\"}", "{}")));
}

/* Replaces the signature of a token; never freed. */
static const char *
with_signature(const char *token, const uint8_t *signature, size_t len)
{
	struct buffer b = { 0 };

	buffer_add(&b, token, (size_t)(strrchr(token, '.') + 1 - token));
	digest_add_base64url(&b, signature, len);
	buffer_byte(&b, '\0');
	return b.at;
}

static const char *
token_of_alg(const char *alg)
{
	size_t n = read_words("tokens.txt"), i;

	for (i = 0; i < n; i++)
		if (strcmp(words[i][1], alg) == 0)
			return words[i][2];
	ck_abort_msg("no token of %s", alg);
}

/* The signature of a token. */
static size_t
signature_of(const char *token, uint8_t signature[512])
{
	const char *at = strrchr(token, '.') + 1;
	ssize_t n = digest_from_base64url(signature, 512, at, strlen(at));

	ck_assert_int_gt(n, 0);
	return (size_t)n;
}

static void
check_forged(const char *token, const uint8_t *signature, size_t len)
{
	const char *forged = with_signature(token, signature, len);

	ck_assert_msg(verify(forged), "%s", forged);
}

/* Numbers at the edges of the order of a curve, as Wycheproof tests them. */
static const struct {
	const char *alg;
	size_t size;
	const char *order;
} curves[] = {
	{ "ES256", 32,
	  "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" },
	{ "ES384", 48,
	  "ffffffffffffffffffffffffffffffffffffffffffffffff"
	  "c7634d81f4372ddf581a0db248b0a77aecec196accc52973" },
};

#define EDGES 7

/* 0, 1, the order less one, the order, the order and one, all bits, 2. */
static void
edge(uint8_t *out, size_t size, const char *order, int which)
{
	memset(out, which == 5 ? 0xff : 0, size);
	if (which == 1 || which == 6)
		out[size - 1] = which == 1 ? 1 : 2;
	if (which < 2 || which > 4)
		return;
	ck_assert(digest_from_hex(out, size, order, strlen(order)));
	out[size - 1] = (uint8_t)(out[size - 1] + which - 3);
}

TEST_LOOP(no_signature_at_the_edge_of_a_curve_is_accepted, ROWS(curves))
{
	const char *token = token_of_alg(curves[_i].alg);
	const size_t size = curves[_i].size;
	uint8_t good[512], bad[512], der[512];
	int r, s;

	use_all_keys();
	ck_assert_uint_eq(signature_of(token, good), 2 * size);
	for (r = 0; r < EDGES; r++)
		for (s = 0; s < EDGES; s++) {
			edge(bad, size, curves[_i].order, r);
			edge(bad + size, size, curves[_i].order, s);
			check_forged(token, bad, 2 * size);
			memcpy(bad, good, size);
			check_forged(token, bad, 2 * size);
			edge(bad, size, curves[_i].order, r);
			memcpy(bad + size, good + size, size);
			check_forged(token, bad, 2 * size);
		}
	/* Exchanged, longer, shorter, and in DER, which is for certificates. */
	memcpy(bad, good + size, size);
	memcpy(bad + size, good, size);
	check_forged(token, bad, 2 * size);
	memset(bad, 0, sizeof bad);
	memcpy(bad + 1, good, 2 * size);
	check_forged(token, bad, 2 * size + 1);
	check_forged(token, bad + 1, 2 * size + 1);
	check_forged(token, good, 2 * size - 1);
	check_forged(token, good, size);
	memcpy(der,
	       (const uint8_t[]){ 0x30, (uint8_t)(2 * size + 6), 2,
				  (uint8_t)(size + 1), 0 },
	       5);
	memcpy(der + 5, good, size);
	memcpy(der + 5 + size, (const uint8_t[]){ 2, (uint8_t)(size + 1), 0 },
	       3);
	memcpy(der + 8 + size, good + size, size);
	check_forged(token, der, 2 * size + 8);
}

TEST(no_other_form_of_an_ed25519_signature_is_accepted)
{
	/* The order of the group, the least byte first. */
	static const uint8_t order[32] = {
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,	       0xd6,
		0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10,
	};
	const char *token = token_of_alg("EdDSA");
	uint8_t good[512], bad[64];
	unsigned carry = 0;
	size_t i;

	use_all_keys();
	ck_assert_uint_eq(signature_of(token, good), 64);
	/* S and the order: the same number to a lax verifier. */
	memcpy(bad, good, 64);
	for (i = 0; i < 32; i++) {
		carry += (unsigned)bad[32 + i] + order[i];
		bad[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	check_forged(token, bad, 64);
	memset(bad, 0, sizeof bad);
	check_forged(token, bad, 64);
	bad[0] = 1;
	check_forged(token, bad, 64);
	memset(bad, 0xff, sizeof bad);
	check_forged(token, bad, 64);
	for (i = 0; i < 512; i++) {
		memcpy(bad, good, 64);
		bad[i / 8] ^= (uint8_t)(1 << i % 8);
		check_forged(token, bad, 64);
	}
	check_forged(token, good, 63);
	check_forged(token, good, 32);
}

TEST(no_other_form_of_an_rsa_signature_is_accepted)
{
	static const char *const algs[] = { "RS256", "PS256" };
	uint8_t good[512], bad[513];
	size_t i, n, bit;

	use_all_keys();
	for (i = 0; i < ROWS(algs); i++) {
		const char *token = token_of_alg(algs[i]);

		n = signature_of(token, good);
		memset(bad, 0, sizeof bad);
		check_forged(token, bad, n);
		bad[n - 1] = 1;
		check_forged(token, bad, n);
		memset(bad, 0xff, sizeof bad);
		check_forged(token, bad, n);
		memset(bad, 0, sizeof bad);
		memcpy(bad + 1, good, n);
		check_forged(token, bad, n + 1);
		check_forged(token, bad + 1, n + 1);
		check_forged(token, good, n - 1);
		for (bit = 0; bit < 8 * n; bit += 5) {
			memcpy(bad, good, n);
			bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
			check_forged(token, bad, n);
		}
	}
	/* A signature of the one is none of the other. */
	n = signature_of(token_of_alg("RS256"), good);
	check_forged(token_of_alg("PS256"), good, n);
	n = signature_of(token_of_alg("PS256"), good);
	check_forged(token_of_alg("RS256"), good, n);
}
