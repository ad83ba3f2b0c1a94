/* digest: known answers, and those of openssl. */

#include "base/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

static struct bytes
run_of(const char *text)
{
	return (struct bytes){ text, strlen(text) };
}

static void
to_hex(char *into, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(into + 2 * i, "%02x", bytes[i]);
}

static const char *
md5_of(struct bytes key, struct bytes text)
{
	static char hex[2 * DIGEST_MD5 + 1];
	uint8_t out[DIGEST_MD5];

	digest_hmac_md5(out, key, text);
	to_hex(hex, out, sizeof out);
	return hex;
}

/* A text of equal bytes. */
static struct bytes
many(int byte, size_t len)
{
	char *at = malloc(len + 1);

	ck_assert_ptr_nonnull(at);
	memset(at, byte, len);
	return (struct bytes){ at, len };
}

TEST(gives_the_answers_of_rfc_2202)
{
	uint8_t counted[25];
	int i;

	for (i = 0; i < 25; i++)
		counted[i] = (uint8_t)(i + 1);
	ck_assert_str_eq(md5_of(many(0x0b, 16), run_of("Hi There")),
			 "9294727a3638bb1c13f48ef8158bfc9d");
	ck_assert_str_eq(
	    md5_of(run_of("Jefe"), run_of("what do ya want for nothing?")),
	    "750c783e6ab0b503eaa86e310a5db738");
	ck_assert_str_eq(md5_of(many(0xaa, 16), many(0xdd, 50)),
			 "56be34521d144c88dbb8c733f0e8b3f6");
	ck_assert_str_eq(md5_of((struct bytes){ counted, 25 }, many(0xcd, 50)),
			 "697eaf0aca3a3aea3a75164746ffaa79");
	ck_assert_str_eq(md5_of(many(0x0c, 16), run_of("Test With Truncation")),
			 "56461ef2342edc00f9bab995690efd4c");
	ck_assert_str_eq(
	    md5_of(many(0xaa, 80), run_of("Test Using Larger Than Block-Size "
					  "Key - Hash Key First")),
	    "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
	ck_assert_str_eq(
	    md5_of(many(0xaa, 80), run_of("Test Using Larger Than Block-Size "
					  "Key and Larger Than One Block-Size "
					  "Data")),
	    "6f630fad67cda0ee1fb1f562db3aa53e");
}

TEST(gives_an_answer_of_rfc_4231_to_a_text_in_pieces)
{
	const struct bytes texts[] = {
		run_of("what do ya "),
		run_of(""),
		run_of("want for nothing?"),
	};
	char hex[2 * DIGEST_SHA256 + 1];
	uint8_t out[DIGEST_SHA256];

	digest_hmac_sha256(out, run_of("Jefe"), texts, 3);
	to_hex(hex, out, sizeof out);
	ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c7"
			      "5a003f089d2739839dec58b964ec3843");
}

/* RFC 4231, test case 2. */
TEST(gives_the_answers_of_rfc_4231_for_longer_hashes)
{
	const struct bytes text = run_of("what do ya want for nothing?");
	char hex[2 * DIGEST_SHA512 + 1];
	uint8_t out[DIGEST_SHA512];

	digest_hmac_sha2(out, DIGEST_SHA384, run_of("Jefe"), text);
	to_hex(hex, out, DIGEST_SHA384);
	ck_assert_str_eq(hex, "af45d2e376484031617f78d2b58a6b1b"
			      "9c7ef464f5a01b47e42ec3736322445e"
			      "8e2240ca5e69e2c78b3239ecfab21649");
	digest_hmac_sha2(out, DIGEST_SHA512, run_of("Jefe"), text);
	to_hex(hex, out, DIGEST_SHA512);
	ck_assert_str_eq(hex, "164b7a7bfcf819e2e395fbe73b56e0a3"
			      "87bd64222e831fd610270cd7ea250554"
			      "9758bf75c05a994a6d034f65f8f0e6fd"
			      "caeab1a34d4a6b4b636e070a38bce737");
	digest_hmac_sha2(out, DIGEST_SHA256, run_of("Jefe"), text);
	to_hex(hex, out, DIGEST_SHA256);
	ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c7"
			      "5a003f089d2739839dec58b964ec3843");
}

TEST(agrees_with_openssl)
{
	uint64_t seed = 20261123;
	char command[512], hex[2 * 80 + 1];
	uint8_t key[80], text[3000];
	size_t i, round;

	for (round = 0; round < 40; round++) {
		size_t keys = 1 + next_random(&seed) % sizeof key;
		size_t len = next_random(&seed) % sizeof text;
		FILE *f = fopen("text", "wb");

		ck_assert_ptr_nonnull(f);
		for (i = 0; i < keys; i++)
			key[i] = (uint8_t)next_random(&seed);
		for (i = 0; i < len; i++)
			text[i] = (uint8_t)next_random(&seed);
		fwrite(text, 1, len, f);
		ck_assert_int_eq(fclose(f), 0);
		to_hex(hex, key, keys);
		snprintf(command, sizeof command,
			 "openssl dgst -md5 -mac HMAC -macopt hexkey:%s text |"
			 "sed 's/.*= //' | tr -d '\\n'",
			 hex);
		ck_assert_str_eq(md5_of((struct bytes){ key, keys },
					(struct bytes){ text, len }),
				 output_of(command));
	}
}

TEST(compares_every_byte)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	size_t i;

	ck_assert(digest_equal(a, b, sizeof a));
	ck_assert(digest_equal(a, b, 0));
	for (i = 0; i < sizeof a; i++) {
		b[i] = 0x80;
		ck_assert(!digest_equal(a, b, sizeof a));
		ck_assert(digest_equal(a, b, i));
		b[i] = 0;
	}
}

static const char *const no_hex[] = {
	"",
	"0",
	"00112233445566778899aabbccddee",
	"00112233445566778899aabbccddeef",
	"00112233445566778899aabbccddeeff0",
	"00112233445566778899aabbccddeeff00",
	"0011223344556677 8899aabbccddeef",
	"\n0112233445566778899aabbccddeeff",
	"0x112233445566778899aabbccddeeff",
	"g0112233445566778899aabbccddeeff",
	"00112233445566778899aabbccddeef\xff",
	" 00112233445566778899aabbccddeeff",
};

TEST_LOOP(takes_nothing_else_for_hexadecimal, ROWS(no_hex))
{
	uint8_t out[16];

	ck_assert(!digest_from_hex(out, 16, no_hex[_i], strlen(no_hex[_i])));
}

TEST(takes_hexadecimal_of_either_case)
{
	static const uint8_t want[] = { 0x01, 0x23, 0xab, 0xcd };
	uint8_t out[4];

	ck_assert(digest_from_hex(out, 4, "0123abcd", 8));
	ck_assert_mem_eq(out, want, 4);
	memset(out, 0, sizeof out);
	ck_assert(digest_from_hex(out, 4, "0123aBCDx", 8));
	ck_assert_mem_eq(out, want, 4);
}

/* RFC 4648, 10. */
static const struct {
	const char *base64;
	const char *text;
} pairs[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zm8=", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg==", "foob" },
	{ "Zm9vYmE=", "fooba" },
	{ "Zm9vYmFy", "foobar" },
};

TEST_LOOP(takes_base64, ROWS(pairs))
{
	const char *base64 = pairs[_i].base64;
	char out[64];
	ssize_t n = digest_from_base64(out, sizeof out, base64, strlen(base64));

	ck_assert_int_eq(n, (ssize_t)strlen(pairs[_i].text));
	ck_assert_mem_eq(out, pairs[_i].text, (size_t)n);
}

static const char *const no_base64[] = {
	"dgKdOpdgA===", "A===",	    "Z",    "Zg",    "Zg=",   "Zm8",
	"Zm9vY",	"Zm9v=",    "====", "Zg===", "Zh==",  "Zm 9v",
	"Zm9v\n",	"Zm9v\xff", "Z=g=", "_-8=",  "Zm9v*", "Zg==Zg==",
};

TEST_LOOP(takes_nothing_else_for_base64, ROWS(no_base64))
{
	char out[64];

	ck_assert_int_eq(digest_from_base64(out, sizeof out, no_base64[_i],
					    strlen(no_base64[_i])),
			 -1);
}

TEST(takes_no_base64_that_might_have_no_room)
{
	char out[8];

	ck_assert_int_eq(digest_from_base64(out, sizeof out, "Zm9vYmFy", 8), 6);
	ck_assert_int_eq(
	    digest_from_base64(out, sizeof out, "Zm9vYmFyYmF6", 12), -1);
	ck_assert_int_eq(digest_from_base64(out, sizeof out, "", SIZE_MAX), -1);
}

TEST(writes_base64_with_its_padding)
{
	struct buffer b = { 0 };

	digest_add_base64(&b, "\xfb\xff", 2);
	digest_add_base64(&b, "\xfb\xff\x00", 3);
	digest_add_base64(&b, "", 0);
	ck_assert_uint_eq(b.len, 8);
	ck_assert_mem_eq(b.at, "+/8=+/8A", 8);
	buffer_free(&b);
}

TEST(takes_base64url_without_padding)
{
	static const char *const texts[] = { "", "f", "fo", "foo", "foob" };
	static const char *const encoded[] = { "", "Zg", "Zm8", "Zm9v",
					       "Zm9vYg" };
	static const char *const others[] = {
		"Zg==", "Zg=",	"Zm8=",	  "Z",	   "Zh", "Zm9",	  "+_8",
		"/-8",	"Zm 9", "Zm9v\n", "Zm9v*", "=",	 "Zm9vY",
	};
	unsigned char out[8];
	size_t i;

	for (i = 0; i < ROWS(texts); i++) {
		ck_assert_int_eq(digest_from_base64url(out, sizeof out,
						       encoded[i],
						       strlen(encoded[i])),
				 (ssize_t)strlen(texts[i]));
		ck_assert_mem_eq(out, texts[i], strlen(texts[i]));
	}
	for (i = 0; i < ROWS(others); i++)
		ck_assert_int_eq(digest_from_base64url(out, sizeof out,
						       others[i],
						       strlen(others[i])),
				 -1);
	ck_assert_int_eq(digest_from_base64url(out, sizeof out, "-_8", 3), 2);
	ck_assert_mem_eq(out, "\xfb\xff", 2);
	ck_assert_int_eq(digest_from_base64url(out, 1, "-_8", 3), -1);
}
