/* key_set: keys are taken from files in three forms, and weak ones refused. */

#include "proof/key_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"

static struct error error;

/* Reads ./keys with that mode; returns whether it has keys. */
static bool
read_with_mode(const char *content, mode_t mode)
{
	struct key_set *set;
	struct stat st;

	write_file("keys", content);
	ck_assert_int_eq(chmod("keys", mode), 0);
	error.text[0] = '\0';
	set = key_set_read("keys", &st, &error);
	key_set_free(set);
	return set != NULL;
}

static void
is_refused(const char *content, const char *why)
{
	ck_assert(!read_with_mode(content, 0600));
	ck_assert_msg(strstr(error.text, why), "%s", error.text);
}

static const char *
data(const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "tests/data/tokens/%s", name);
	return harness_read_file(source_path(path), NULL);
}

#define OCT                                                                    \
	"{\"kty\":\"oct\",\"k\":"                                              \
	"\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\""

TEST(a_secret_is_for_its_owner_and_group)
{
	ck_assert(read_with_mode("0123456789abcdef0123456789abcdef\n", 0640));
	ck_assert(!read_with_mode("0123456789abcdef0123456789abcdef\n", 0644));
	ck_assert_ptr_nonnull(strstr(error.text, "chmod o-rwx"));
	ck_assert(!read_with_mode(OCT "}", 0604));
	ck_assert(read_with_mode(data("rsa.pem"), 0644));
}

TEST(a_short_secret_is_refused)
{
	is_refused("0123456789abcdef0123456789abcde\n", "has 31 bytes");
	is_refused("{\"kty\":\"oct\",\"k\":\"c2hvcnQ\"}", "has 5 bytes");
	is_refused(OCT ",\"alg\":\"HS512\"}", "too short for it");
	is_refused("\n", "it is empty");
}

TEST(a_weak_rsa_key_is_refused)
{
	is_refused(data("weak.pem"), "1024 bits is too weak");
	is_refused("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
		   "bits is too weak");
}

/* A modulus of the right length, with exponents that take long or do nothing.
 */
TEST(an_rsa_key_with_an_unusual_exponent_is_refused)
{
	static const char *const exponents[] = {
		"AQ",		    /* 1 */
		"AQAA",		    /* 65536 */
		"AA",		    /* 0 */
		"",	"AQAAAAAB", /* 2^40 + 1 */
	};
	char jwk[600];
	size_t i;

	for (i = 0; i < ROWS(exponents); i++) {
		snprintf(jwk, sizeof jwk,
			 "{\"kty\":\"RSA\",\"n\":\"%0341dA\",\"e\":\"%s\"}", 1,
			 exponents[i]);
		is_refused(jwk, "exponent e");
	}
}

TEST(a_point_that_is_not_on_its_curve_is_refused)
{
	is_refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		   "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
		   "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}",
		   "base64url");
	is_refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		   "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
		   "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4\"}",
		   "not a point");
	is_refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83O\","
		   "\"y\":\"x_FE\"}",
		   "another length");
	is_refused("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"f83O\"}",
		   "not an Ed25519 key");
}

TEST(a_private_key_is_refused)
{
	is_refused("-----BEGIN PRIVATE KEY-----\nMC4=\n"
		   "-----END PRIVATE KEY-----\n",
		   "openssl pkey -pubout");
}

TEST(a_public_key_in_another_form_is_not_taken_for_a_secret)
{
	is_refused("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDDnIa1cmt me\n",
		   "neither");
	is_refused("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2EAAAADAQA\n",
		   "neither");
	is_refused("<RSAKeyValue><Modulus>0123456789abcdef0123</Modulus>",
		   "neither");
	is_refused("\x30\x59\x30\x13\x06\x07"
		   "0123456789abcdef0123456789abcdef",
		   "neither");
	is_refused("-----BEGIN RSA PUBLIC KEY-----\nMC4=\n"
		   "-----END RSA PUBLIC KEY-----\n",
		   "neither a public key nor a certificate");
}

TEST(a_set_without_a_key_for_signatures_is_refused)
{
	is_refused("{\"keys\":[]}", "no key for signatures");
	is_refused("{\"keys\":{}}", "not an array");
	is_refused("{\"keys\":[1]}", "not an object");
	is_refused("{\"keys\":[" OCT "},", "byte ");
	is_refused(OCT ",\"use\":\"enc\"}", "no key for signatures");
	is_refused(OCT ",\"key_ops\":[\"encrypt\"]}", "no key for signatures");
	is_refused(OCT ",\"alg\":\"A128KW\"}", "no key for signatures");
	is_refused(OCT ",\"alg\":\"RS256\"}", "not one of its kind");
	is_refused("{\"kty\":\"EC\",\"crv\":\"secp256k1\"}",
		   "no key for signatures");
	is_refused("{\"kty\":\"RSA\",\"n\":1}", "its n is not base64url");
}

TEST(a_key_of_another_use_beside_a_good_one_is_left_out)
{
	ck_assert(read_with_mode("{\"keys\":[" OCT ",\"use\":\"enc\"},{\"kty\":"
				 "\"x\"}," OCT ",\"key_ops\":[\"verify\"]}]}",
				 0600));
}

TEST(a_certificate_has_a_key)
{
	struct key_set *set;
	struct stat st;

	output_of("openssl req -x509 -newkey ec -pkeyopt "
		  "ec_paramgen_curve:P-384 -nodes -keyout /dev/null -subj /CN=x"
		  " -out cert.pem 2>&1");
	set = key_set_read("cert.pem", &st, &error);
	ck_assert_msg(set != NULL, "%s", error.text);
	ck_assert(key_set_allows(set, ALG_ES384));
	ck_assert(!key_set_allows(set, ALG_ES256));
	ck_assert(!key_set_allows(set, ALG_HS384));
	key_set_free(set);
}

TEST(several_keys_may_follow_each_other_as_pem)
{
	char both[1024];
	struct key_set *set;
	struct stat st;

	snprintf(both, sizeof both, "%s%s", data("rsa.pem"), data("ed.pem"));
	write_file("both.pem", both);
	set = key_set_read("both.pem", &st, &error);
	ck_assert_msg(set != NULL, "%s", error.text);
	ck_assert(key_set_allows(set, ALG_PS256));
	ck_assert(key_set_allows(set, ALG_EDDSA));
	ck_assert(!key_set_allows(set, ALG_HS256));
	key_set_free(set);
}

TEST(a_file_that_is_missing_or_long_is_refused)
{
	static char longer[KEY_SET_FILE_MAX + 2];
	struct stat st;

	ck_assert_ptr_null(key_set_read("none", &st, &error));
	ck_assert_str_eq(error.text, "No such file or directory");
	memset(longer, 'x', sizeof longer - 1);
	ck_assert(!read_with_mode(longer, 0600));
}
