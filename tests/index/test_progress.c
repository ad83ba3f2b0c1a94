/* progress: a record is read as it was written, or not at all. */

#include "index/progress.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"

/* The record of the first builds: a struct as their compiler laid it out. */
struct first_record {
	char file[32];
	int64_t offset;
	int64_t when;
	bool failed;
};

static const struct progress some = {
	.file = "20260301.ndjson",
	.offset = INT64_C(0x123456789a),
	.failed = true,
};

static int lock;

static void
start(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	lock = progress_open("state");
	ck_assert_int_ge(lock, 0);
}

const struct test_setup test_setup = { .before = start };

/* Reading fails, and leaves what the caller had. */
static void
check_unknown(void)
{
	struct progress p = { .file = "before", .offset = 7 };

	ck_assert_int_eq(progress_read(lock, &p), -1);
	ck_assert_str_eq(p.file, "before");
	ck_assert_int_eq(p.offset, 7);
}

TEST(a_record_is_read_as_it_was_written)
{
	timestamp before = timestamp_now();
	struct progress p;

	progress_write(lock, &some);
	ck_assert_int_eq(progress_read(lock, &p), 0);
	ck_assert_str_eq(p.file, some.file);
	ck_assert_int_eq(p.offset, some.offset);
	ck_assert(p.failed);
	ck_assert_int_ge(p.when, before);
	ck_assert_int_le(p.when, timestamp_now());
}

TEST(the_longest_name_of_a_file_stays_whole)
{
	struct progress longest = some, p;

	memset(longest.file, 'x', sizeof longest.file - 1);
	progress_write(lock, &longest);
	ck_assert_int_eq(progress_read(lock, &p), 0);
	ck_assert_str_eq(p.file, longest.file);
}

TEST(an_empty_file_is_unknown)
{
	check_unknown();
}

TEST(a_record_that_was_cut_is_unknown)
{
	struct stat st;

	progress_write(lock, &some);
	ck_assert_int_eq(fstat(lock, &st), 0);
	ck_assert_int_eq(ftruncate(lock, st.st_size - 1), 0);
	check_unknown();
}

/* Their compiler's padding, at its end, may hold anything. */
TEST(a_record_of_the_first_builds_is_unknown)
{
	struct first_record r;
	int padding;

	for (padding = 0; padding < 256; padding++) {
		memset(&r, padding, sizeof r);
		memcpy(r.file, some.file, sizeof r.file);
		r.offset = some.offset;
		r.failed = false;
		ck_assert_int_eq(pwrite(lock, &r, sizeof r, 0),
				 (ssize_t)sizeof r);
		check_unknown();
	}
}

/* Each byte of the number counts. */
TEST_LOOP(a_record_of_another_format_is_unknown, 4)
{
	unsigned char byte;
	off_t at = (off_t)sizeof(struct first_record) - 1 - _i;

	progress_write(lock, &some);
	ck_assert_int_eq(pread(lock, &byte, 1, at), 1);
	byte ^= 1;
	ck_assert_int_eq(pwrite(lock, &byte, 1, at), 1);
	check_unknown();
}

/* Programs of the first builds go on beside ours until they are replaced. */
TEST(the_first_builds_can_read_a_record)
{
	struct first_record r;

	progress_write(lock, &some);
	ck_assert_int_eq(pread(lock, &r, sizeof r, 0), (ssize_t)sizeof r);
	ck_assert_str_eq(r.file, some.file);
	ck_assert_int_eq(r.offset, some.offset);
	ck_assert(r.failed);
	ck_assert_int_gt(r.when, 0);
}

TEST(a_name_without_an_end_is_unknown)
{
	char name[sizeof some.file];

	progress_write(lock, &some);
	memset(name, 'x', sizeof name);
	ck_assert_int_eq(pwrite(lock, name, sizeof name, 0),
			 (ssize_t)sizeof name);
	check_unknown();
}
