/* secrets: which bytes of the file are secrets. */

#include "auth/secrets.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/log_capture.h"

static struct secrets s;

static void
forget(void)
{
	secrets_wipe(&s);
}

static void
use(const char *bytes, size_t len)
{
	FILE *f = fopen("secrets", "wb");

	ck_assert_ptr_nonnull(f);
	fwrite(bytes, 1, len, f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod("secrets", 0600), 0);
	s.file.file.checked = 0;
	secrets_refresh(&s, "secrets");
}

static bool
is_secret(const char *bytes, size_t len)
{
	static const struct bytes text = { "{\"a\":1}", 7 };
	uint8_t signature[DIGEST_MD5];

	digest_hmac_md5(signature, (struct bytes){ bytes, len }, text);
	return secrets_verify(&s, signature, text);
}

#define FILE_OF(text) text, sizeof text - 1

static const struct {
	const char *file;
	size_t len;
	const char *secrets[4];
} files[] = {
	{ FILE_OF("one\n"), { "one" } },
	{ FILE_OF("one"), { "one" } },
	{ FILE_OF("one\r\n"), { "one" } },
	{ FILE_OF("one\r\ntwo\nthree"), { "one", "two", "three" } },
	{ FILE_OF("\n\r\n\n one \n\n\ttwo\t\r\n"), { " one ", "\ttwo\t" } },
	{ FILE_OF("# no comment\n#\n"), { "# no comment", "#" } },
	{ FILE_OF("one\r"), { "one\r" } },
	{ FILE_OF("one\r\r\n"), { "one\r" } },
	{ FILE_OF("a\rb\nc"), { "a\rb", "c" } },
	{ FILE_OF("  \n\t\r\none\n"), { "one" } },
};

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

TEST_LOOP(every_line_but_a_blank_one_is_a_secret, ROWS(files))
{
	size_t i;

	use(files[_i].file, files[_i].len);
	for (i = 0; files[_i].secrets[i]; i++)
		ck_assert_msg(is_secret(files[_i].secrets[i],
					strlen(files[_i].secrets[i])),
			      "%s", files[_i].secrets[i]);
	ck_assert_uint_eq(s.count, i);
	ck_assert(!is_secret("", 0));
	ck_assert(!is_secret("on", 2));
	ck_assert(!is_secret("one\n", 4));
	ck_assert(!is_secret(files[_i].file, files[_i].len) || s.count == 1);
}

TEST(a_secret_may_hold_any_byte)
{
	use("a\0b\nc\0\n", 7);
	ck_assert_uint_eq(s.count, 2);
	ck_assert(is_secret("a\0b", 3));
	ck_assert(is_secret("c\0", 2));
	ck_assert(!is_secret("a", 1));
}

TEST_LOOP(a_file_without_a_secret_is_refused, 4)
{
	static const char *const empty[] = { "", "\n", "\r\n\n", " \t \n" };

	use(empty[_i], strlen(empty[_i]));
	ck_assert_uint_eq(s.count, 0);
	ck_assert_ptr_nonnull(strstr(s.file.error.text,
				     "secrets: this file has no "
				     "secret"));
	ck_assert(!is_secret("", 0));
	ck_assert(!is_secret(" ", 1));
}

TEST(more_secrets_than_are_good_for_anything_are_refused)
{
	char file[64] = "";
	int i;

	for (i = 0; i < SECRETS_MAX; i++)
		strcat(file, "x\n");
	use(file, strlen(file));
	ck_assert_uint_eq(s.count, SECRETS_MAX);
	strcat(file, "y\n");
	use(file, strlen(file));
	ck_assert_ptr_nonnull(strstr(s.file.error.text,
				     "secrets:17: there are more "
				     "than 16 secrets"));
	ck_assert(is_secret("x", 1) && !is_secret("y", 1));
}

TEST(a_changed_file_changes_the_secrets)
{
	use("one\n", 4);
	use("one\ntwo\n", 8);
	ck_assert(is_secret("one", 3) && is_secret("two", 3));
	use("two\n", 4);
	ck_assert(!is_secret("one", 3) && is_secret("two", 3));
	use("", 0);
	ck_assert(!is_secret("one", 3) && is_secret("two", 3));
}

/* No part of it is left in memory, and no removed secret is valid. */
TEST(another_file_that_is_broken_leaves_no_secret)
{
	use("one\n", 4);
	secrets_refresh(&s, "missing");
	ck_assert_uint_eq(s.count, 0);
	ck_assert(!is_secret("one", 3));
}
