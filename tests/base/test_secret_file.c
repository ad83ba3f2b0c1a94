/* secret_file: which files are accepted, when again, and what is logged. */

#include "base/secret_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/log_capture.h"

static struct secret_file p;

static void
forget(void)
{
	secret_file_wipe(&p);
}

/* Accepts any text that does not begin with a question mark. */
static int
take(void *arg, char *text, size_t len, const struct secret_file *from,
     struct error *error)
{
	ck_assert_ptr_eq(arg, &p);
	ck_assert_ptr_eq(from, &p);
	ck_assert_uint_eq(strlen(text), len);
	if (text[0] != '?')
		return 0;
	error_set(error, "%s: a question", from->file.path);
	return -1;
}

static void
put(const char *text, mode_t mode)
{
	replace_file("file", text, mode);
}

static bool
use(void)
{
	p.file.checked = 0;
	return secret_file_refresh(&p, "file", take, &p);
}

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

TEST_LOOP(a_file_of_its_owner_and_group_is_taken, 5)
{
	static const mode_t modes[] = { 0600, 0640, 0400, 0660, 0770 };

	put("text", modes[_i]);
	ck_assert_msg(use(), "%s", p.error.text);
	ck_assert_str_eq(p.text, "text");
	ck_assert_uint_eq(p.len, 4);
	ck_assert_str_eq(p.error.text, "");
	ck_assert_uint_eq(log_capture_count(), 0);
}

TEST_LOOP(a_file_of_everybody_is_refused_until_it_is_not, 5)
{
	static const mode_t modes[] = { 0644, 0604, 0602, 0601, 0777 };
	char want[128];

	put("text", modes[_i]);
	ck_assert(!use());
	ck_assert_ptr_null(p.text);
	snprintf(want, sizeof want,
		 "file: users other than its owner and group may access this "
		 "file (mode "
		 "%04o); type: chmod o= file",
		 modes[_i]);
	ck_assert_str_eq(p.error.text, want);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), want));
	ck_assert(!use());
	ck_assert_uint_eq(log_capture_count(), 1);
	ck_assert_int_eq(system("chmod o= file"), 0);
	ck_assert(use());
	ck_assert_str_eq(p.text, "text");
}

TEST(a_broken_new_version_keeps_the_old_one_and_is_told_once)
{
	put("old", 0600);
	use();
	put("?", 0600);
	ck_assert(!use());
	ck_assert(!use());
	ck_assert_uint_eq(log_capture_count(), 1);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(),
		   "file: a question; the version before stays in force"));
	ck_assert_str_eq(p.text, "old");
	ck_assert_int_eq(chmod("file", 0644), 0);
	ck_assert(!use());
	ck_assert_uint_eq(log_capture_count(), 2);
	ck_assert_str_eq(p.text, "old");
	ck_assert_int_eq(unlink("file"), 0);
	ck_assert(!use());
	ck_assert_str_eq(p.text, "old");
	put("new", 0600);
	ck_assert(use());
	ck_assert_str_eq(p.text, "new");
	ck_assert_str_eq(p.error.text, "");
	ck_assert_uint_eq(log_capture_count(), 2);
}

TEST(another_file_has_nothing_of_the_old_one)
{
	put("old", 0600);
	use();
	ck_assert(!secret_file_refresh(&p, "other", take, &p));
	ck_assert_ptr_null(p.text);
	ck_assert_ptr_nonnull(
	    strstr(p.error.text, "other: No such file or directory"));
	ck_assert_ptr_null(strstr(log_capture_text(), "stays in force"));
	write_file("other", "text");
	ck_assert_int_eq(chmod("other", 0600), 0);
	p.file.checked = 0;
	ck_assert(secret_file_refresh(&p, "other", take, &p));
	ck_assert_str_eq(p.text, "text");
}

TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(mkdir("file", 0700), 0);
	ck_assert(!use());
	ck_assert_ptr_nonnull(
	    strstr(p.error.text, "file: this is not a regular file"));
	secret_file_wipe(&p);
	ck_assert_int_eq(rmdir("file"), 0);
	ck_assert_int_eq(mkfifo("file", 0600), 0);
	ck_assert(!use());
	ck_assert_ptr_nonnull(
	    strstr(p.error.text, "file: this is not a regular file"));
}

TEST(a_file_with_a_byte_order_mark_is_refused)
{
	put("\xef\xbb\xbfsecret", 0600);
	ck_assert(!use());
	ck_assert_ptr_nonnull(strstr(
	    p.error.text, "file: this file begins with a byte order mark"));
	put("secret", 0600);
	ck_assert(use());
}

TEST(what_is_too_long_is_refused)
{
	put("", 0600);
	ck_assert_int_eq(truncate("file", SECRET_FILE_MAX + 1), 0);
	ck_assert(!use());
	ck_assert_ptr_nonnull(strstr(p.error.text, "longer than 1 MiB"));
}

TEST(an_empty_file_is_left_to_who_takes_it)
{
	put("", 0600);
	ck_assert(use());
	ck_assert_str_eq(p.text, "");
}
