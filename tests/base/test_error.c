/* error: a text of a fixed size, with the text of errno where one asks. */

#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "support/harness.h"

TEST(a_zeroed_struct_holds_no_error)
{
	const struct error e = { 0 };

	ck_assert_str_eq(e.text, "");
}

TEST(a_text_is_formatted)
{
	struct error e;

	ck_assert_int_eq(error_set(&e, "%s:%d: %c", "file", 3, 'x'), -1);
	ck_assert_str_eq(e.text, "file:3: x");
	ck_assert_int_eq(error_set(&e, "%s", ""), -1);
	ck_assert_str_eq(e.text, "");
}

TEST(a_format_that_ends_in_a_colon_gets_the_text_of_errno)
{
	struct error e;

	errno = ENOENT;
	error_set(&e, "%s:", "file");
	ck_assert_str_eq(e.text, "file: No such file or directory");
	/* Of the format, not of what it is filled with. */
	error_set(&e, "%s", "file:");
	ck_assert_str_eq(e.text, "file:");
}

TEST(errno_stays_as_it_is)
{
	struct error e;

	errno = EPERM;
	error_set(&e, "text");
	ck_assert_int_eq(errno, EPERM);
	error_set(&e, "text:");
	ck_assert_int_eq(errno, EPERM);
}

TEST(no_struct_is_no_error)
{
	ck_assert_int_eq(error_set(NULL, "%d", 1), -1);
}

/* At each length around the size of the text, with errno and without. */
TEST(a_text_that_is_too_long_is_cut)
{
	char text[600], want[700];
	struct error e;
	size_t len;

	for (len = 480; len < 530; len++) {
		memset(text, 'a', len);
		text[len] = '\0';
		error_set(&e, "%s", text);
		ck_assert_uint_eq(strlen(e.text), len < 511 ? len : 511);
		ck_assert_int_eq(strncmp(e.text, text, strlen(e.text)), 0);
		errno = ENOENT;
		error_set(&e, "%s:", text);
		strcpy(want, text);
		strcat(want, ": No such file or directory");
		ck_assert_uint_eq(strlen(e.text),
				  strlen(want) < 511 ? strlen(want) : 511);
		ck_assert_int_eq(strncmp(e.text, want, strlen(e.text)), 0);
	}
}
