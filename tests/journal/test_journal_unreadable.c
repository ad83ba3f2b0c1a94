/* journal: the end of the file cannot be read. */

#include "journal/journal.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/journal_fixture.h"

static bool is_unreadable;

/* Takes the place of libc's, in the journal, too. */
ssize_t
pread(int fd, void *into, size_t size, off_t at)
{
	if (is_unreadable) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, into, size, at);
}

const struct test_setup test_setup = {
	.before = journal_fixture_open,
	.after = journal_fixture_close,
};

TEST(a_line_is_not_glued_to_one_that_may_be_torn)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	output_of("printf '{\"torn\"' >>" NOON_DAY_FILE);
	is_unreadable = true;
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "c\n"), 0);
	is_unreadable = false;
	journal_fixture_check(NOON_DAY_FILE, "a\n{\"torn\"\nb\nc\n");
}
