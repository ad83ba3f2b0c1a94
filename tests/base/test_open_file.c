/* open_file: which file a path names now. */

#include "base/open_file.h"

#include <stdio.h>
#include <unistd.h>

#include "support/harness.h"

static struct stat
opened(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st;
}

TEST(the_file_of_that_name_is_current)
{
	struct stat st;

	write_file("file", "a");
	st = opened("file");
	ck_assert(open_file_is_current(&st, "file"));
	write_file("file", "longer than before");
	ck_assert(open_file_is_current(&st, "file"));
}

TEST(a_file_that_was_replaced_is_not_current)
{
	struct stat st;

	write_file("file", "a");
	write_file("new", "a");
	st = opened("file");
	ck_assert_int_eq(rename("new", "file"), 0);
	ck_assert(!open_file_is_current(&st, "file"));
}

TEST(a_file_that_was_removed_or_renamed_is_not_current)
{
	struct stat st;

	write_file("file", "a");
	st = opened("file");
	ck_assert_int_eq(rename("file", "moved"), 0);
	ck_assert(!open_file_is_current(&st, "file"));
	ck_assert(open_file_is_current(&st, "moved"));
	ck_assert_int_eq(unlink("moved"), 0);
	ck_assert(!open_file_is_current(&st, "moved"));
}

TEST(a_link_to_the_file_is_not_current)
{
	struct stat st;

	write_file("file", "a");
	st = opened("file");
	ck_assert_int_eq(rename("file", "moved"), 0);
	ck_assert_int_eq(symlink("moved", "file"), 0);
	ck_assert(!open_file_is_current(&st, "file"));
}
