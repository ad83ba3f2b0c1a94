/* journal: what is on the disk when a durable line has been appended. */

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "journal/journal.h"
#include "support/harness.h"
#include "support/journal_fixture.h"

/* The paths that were synced, each with a newline. */
static char synced[65536];

static void
note(int fd)
{
	char link[64], path[PATH_MAX];
	size_t len = strlen(synced);
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path);
	snprintf(synced + len, sizeof synced - len, "%.*s\n", (int)n, path);
}

/* These take the place of libc's, in the journal, too. */
int
fsync(int fd)
{
	note(fd);
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	note(fd);
	return (int)syscall(SYS_fdatasync, fd);
}

static void
append(struct journal *j, time_t when)
{
	const struct timespec at = { .tv_sec = when };

	synced[0] = '\0';
	ck_assert_int_eq(journal_append(j, &at, "a\n", 2, true), 0);
}

static void
check_synced(const char *below, bool expected)
{
	char want[PATH_MAX];

	snprintf(want, sizeof want, "%s\n", path_here(below));
	ck_assert_msg(!!strstr(synced, want) == expected, "%s: %s", want,
		      synced);
}

TEST(all_directories_that_are_new_have_their_names)
{
	struct journal *j = journal_new(path_here("a/b/state"));

	append(j, NOON_SECONDS);
	check_synced("a", true);
	check_synced("a/b", true);
	check_synced("a/b/state", true);
	check_synced("a/b/state/journal", true);
	check_synced("a/b/state/journal/20261123.ndjson", true);
	ck_assert_ptr_nonnull(strstr(synced, output_of("pwd")));
	journal_free(j);
}

TEST(names_that_another_process_made_are_synced_too)
{
	struct journal *j = journal_new(path_here("a/b/state"));

	output_of("mkdir -p a/b/state/journal");
	append(j, NOON_SECONDS);
	check_synced("a/b", true);
	check_synced("a/b/state", true);
	check_synced("a/b/state/journal", true);
	append(j, NOON_SECONDS);
	check_synced("a/b/state/journal", false);
	journal_free(j);
}

/* A file system may give its inode to the next one. */
TEST(a_file_in_the_place_of_another_has_its_name)
{
	struct journal *j = journal_new(path_here("state"));

	append(j, NOON_SECONDS);
	output_of("rm " NOON_DAY_FILE);
	append(j, NOON_SECONDS);
	check_synced("state/journal", true);
	append(j, NOON_SECONDS + 86400);
	check_synced("state/journal", true);
	append(j, NOON_SECONDS);
	check_synced("state/journal", true);
	journal_free(j);
}
