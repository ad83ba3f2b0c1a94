/* auth_header: which headers are parsed, and into what. */

#include "auth/auth_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

#define HEX "00112233445566778899aabbccddeeff"

static const char *const signed_as[] = {
	"WCS " HEX,
	"wcs " HEX,
	"Wcs   " HEX,
	"WCS\t" HEX,
	"WCS " HEX " ",
	"WCS 00112233445566778899AABBCCDDEEFF",
	"WCS 00112233445566778899aabbccddEEFF",
};

TEST_LOOP(takes_a_signature_in_any_case, ROWS(signed_as))
{
	uint8_t signature[DIGEST_MD5];
	int i;

	ck_assert_ptr_null(auth_header_signature(signed_as[_i], signature));
	for (i = 0; i < DIGEST_MD5; i++)
		ck_assert_uint_eq(signature[i], 0x11 * i);
}

static const struct {
	const char *header;
	const char *reason;
} unsigned_as[] = {
	{ NULL, "no Authorization header" },
	{ "", "scheme" },
	{ "WCS", "scheme" },
	{ "WCS" HEX, "scheme" },
	{ "WCSX " HEX, "scheme" },
	{ " WCS " HEX, "scheme" },
	{ "Basic " HEX, "scheme" },
	{ HEX, "scheme" },
	{ "WCS ", "32 hex" },
	{ "WCS \t  ", "32 hex" },
	{ "WCS " HEX "0", "32 hex" },
	{ "WCS " HEX HEX, "32 hex" },
	{ "WCS " HEX "," HEX, "32 hex" },
	{ "WCS " HEX " " HEX, "32 hex" },
	{ "WCS 0" HEX, "32 hex" },
	{ "WCS 0x112233445566778899aabbccddeeff", "32 hex" },
	{ "WCS 00112233445566778899aabbccddeef", "32 hex" },
	{ "WCS 0011223344556677 899aabbccddeeff", "32 hex" },
	{ "WCS 0011223344556677\n899aabbccddeeff", "32 hex" },
	{ "WCS %s%s%s%n%n%n%n%n%n%n%n%n%n%n%n%n%n", "32 hex" },
};

TEST_LOOP(says_what_a_signature_lacks_and_nothing_of_what_came,
	  ROWS(unsigned_as))
{
	uint8_t signature[DIGEST_MD5];
	const char *reason =
	    auth_header_signature(unsigned_as[_i].header, signature);

	ck_assert_ptr_nonnull(reason);
	ck_assert_msg(strstr(reason, unsigned_as[_i].reason) != NULL, "%s",
		      reason);
	ck_assert_ptr_null(strstr(reason, "0011"));
	ck_assert_ptr_null(strchr(reason, '%'));
}

static const struct {
	const char *header;
	const char *user;
	const char *password;
} known[] = {
	{ "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame" },
	{ "bASIC  dXNlcjpw ", "user", "p" },
	{ "Basic dXNlcjo=", "user", "" },
	{ "Basic dTphOmI6", "u", "a:b:" },
	{ "Basic dGVzdDoxMjPCow==", "test", "123\xc2\xa3" },
};

TEST_LOOP(takes_a_user_and_a_password, ROWS(known))
{
	struct credentials c;

	ck_assert_ptr_null(auth_header_basic(known[_i].header, &c));
	ck_assert_str_eq(c.user, known[_i].user);
	ck_assert_str_eq(c.password, known[_i].password);
}

static const struct {
	const char *header;
	const char *reason;
} unknown[] = {
	{ NULL, "no Authorization header" },
	{ "", "scheme" },
	{ "Basic", "scheme" },
	{ "BasicdXNlcjpw", "scheme" },
	{ "WCS " HEX, "scheme" },
	{ "Bearer dXNlcjpw", "scheme" },
	{ "Basic ", "of user:password" },
	{ "Basic dXNlcg==", "of user:password" }, /* user */
	{ "Basic OnBhc3M=", "of user:password" }, /* :pass */
	{ "Basic dTpwAHg=", "of user:password" }, /* u:p NUL x */
	{ "Basic dQA6cA==", "of user:password" }, /* u NUL :p */
	{ "Basic dXNlcjpw=", "not base64" },
	{ "Basic dXNlcjo", "not base64" },
	{ "Basic dXNl cjpw", "not base64" },
	{ "Basic dXNlcjpw, Basic dXNlcjpw", "not base64" },
	{ "Basic user:p", "not base64" },
	{ "Basic \xff\xff\xff\xff", "not base64" },
};

TEST_LOOP(says_what_a_password_lacks_and_nothing_of_what_came, ROWS(unknown))
{
	struct credentials c;
	const char *reason = auth_header_basic(unknown[_i].header, &c);

	ck_assert_ptr_nonnull(reason);
	ck_assert_msg(strstr(reason, unknown[_i].reason) != NULL, "%s", reason);
	ck_assert_ptr_null(strstr(reason, "dXNl"));
}

TEST(survives_a_header_of_any_length)
{
	static const char *const schemes[] = { "WCS ", "Basic ", "" };
	const size_t most = 100000;
	char *header = malloc(most + 16);
	uint8_t signature[DIGEST_MD5];
	struct credentials c;
	size_t i, len;

	ck_assert_ptr_nonnull(header);
	for (i = 0; i < 3; i++)
		for (len = 1; len < most; len += len < 3000 ? 1 : 9973) {
			char *end = stpcpy(header, schemes[i]);

			memset(end, 'A', len);
			end[len] = '\0';
			auth_header_basic(header, &c);
			ck_assert(len == 32 ||
				  auth_header_signature(header, signature));
		}
	free(header);
}
