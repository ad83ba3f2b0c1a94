/* journal_cut: what is left of a day when the disk is full, or broken. */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "journal/journal_cut.h"
#include "support/harness.h"

#define FILE_NAME "20261123.ndjson"
#define PATH "state/journal/" FILE_NAME
#define OLD "gone 1\nkept 2\ngone 3\nkept 4\n"
#define NEW "head\nkept 2\nkept 4\n"

static bool is_full;
/* So many bytes can be written over the old file; then one write fails. */
static size_t writable;

/* A disk that is full, and breaks.  Replaces the C library's function. */
ssize_t
write(int fd, const void *bytes, size_t n)
{
	struct stat st, old;

	if (!is_full || fstat(fd, &st) || stat(PATH, &old) ||
	    !S_ISREG(st.st_mode))
		return syscall(SYS_write, fd, bytes, n);
	if (st.st_ino != old.st_ino) {
		errno = ENOSPC;
		return -1;
	}
	if (writable == 0) {
		writable = SIZE_MAX;
		errno = EIO;
		return -1;
	}
	n = n < writable ? n : writable;
	n = (size_t)syscall(SYS_write, fd, bytes, n);
	writable -= writable == SIZE_MAX ? 0 : n;
	return (ssize_t)n;
}

static void
start(void *arg)
{
	(void)arg;
}

static bool
keeps(void *arg, const char *line, size_t len)
{
	(void)arg;
	return len > 4 && memcmp(line, "kept", 4) == 0;
}

static void
add_head(void *arg, struct buffer *out)
{
	(void)arg;
	buffer_str(out, "head\n");
}

static int
cut(void)
{
	static const struct journal_cut by = {
		.start = start,
		.keeps = keeps,
		.add_head = add_head,
	};
	struct journal_days d;
	int bad, error;

	ck_assert_int_eq(journal_days_open(&d, "state"), 0);
	bad = journal_cut_day(&d, FILE_NAME, &by);
	error = errno;
	journal_days_close(&d);
	errno = error;
	return bad;
}

static ino_t
inode(void)
{
	struct stat st;

	ck_assert_int_eq(stat(PATH, &st), 0);
	return st.st_ino;
}

static void
write_day(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir("state/journal", 0700), 0);
	write_file(PATH, OLD);
}

const struct test_setup test_setup = {
	.before = write_day,
};

TEST(a_new_file_takes_the_place)
{
	ino_t old = inode();

	ck_assert_int_eq(cut(), 0);
	ck_assert_str_eq(harness_read_file(PATH, NULL), NEW);
	ck_assert_uint_ne(inode(), old);
}

TEST(on_a_full_disk_the_file_is_shortened)
{
	ino_t old = inode();

	is_full = true;
	writable = SIZE_MAX;
	ck_assert_int_eq(cut(), 0);
	is_full = false;
	ck_assert_str_eq(harness_read_file(PATH, NULL), NEW);
	ck_assert_uint_eq(inode(), old);
}

TEST_LOOP(a_disk_that_breaks_leaves_the_day_as_it_was, sizeof NEW - 1)
{
	is_full = true;
	writable = (size_t)_i;
	ck_assert_int_eq(cut(), -1);
	ck_assert_int_eq(errno, EIO);
	is_full = false;
	ck_assert_str_eq(harness_read_file(PATH, NULL), OLD);
	ck_assert_int_eq(cut(), 0);
	ck_assert_str_eq(harness_read_file(PATH, NULL), NEW);
}

TEST(a_day_that_is_gone_need_not_be_removed)
{
	struct journal_days d;

	ck_assert_int_eq(journal_days_open(&d, "state"), 0);
	ck_assert_int_eq(journal_cut_remove(&d, FILE_NAME, 5), 0);
	ck_assert_int_eq(access(PATH, F_OK), 0);
	ck_assert_int_eq(journal_cut_remove(&d, FILE_NAME, (off_t)strlen(OLD)),
			 0);
	ck_assert_int_ne(access(PATH, F_OK), 0);
	ck_assert_int_eq(journal_cut_remove(&d, FILE_NAME, 5), 0);
	journal_days_close(&d);
}
