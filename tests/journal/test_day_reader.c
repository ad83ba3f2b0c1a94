/* day_reader, reverse_lines: a day, however its files are compressed. */

#include "journal/day_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "journal/reverse_lines.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/packing.h"

#define LINES 6000
#define FILE_OF_DAY "state/journal/" DAY_FILE

static char *
line_of(size_t i)
{
	static char line[256];

	snprintf(line, sizeof line,
		 "{\"time\":\"2026-03-01T12:%02zu:%02zu.%06zuZ\",\"n\":%zu,"
		 "\"text\":\"%.*s\"}\n",
		 i / 60 % 60, i % 60, i, i, (int)(i * 7 % 120),
		 "..................................................."
		 "..................................................."
		 "......................");
	return line;
}

static void
write_lines(size_t from, size_t to)
{
	for (; from < to; from++)
		history_append("state", DAY_FILE, line_of(from),
			       strlen(line_of(from)));
}

static void
open_day(struct day_reader *r, int *dir)
{
	*dir = open("state/journal", O_RDONLY | O_DIRECTORY);
	if (day_reader_open(r, *dir, DAY_FILE)) {
		struct error e;

		day_reader_explain(r, &e);
		ck_abort_msg("%s", e.text);
	}
}

/* Exactly the lines 0 to `count`, in both directions. */
static void
check_lines(size_t count)
{
	struct reverse_lines b = { 0 };
	struct day_reader r;
	struct lines l = { .read = day_reader_read_lines, .arg = &r };
	const char *line;
	size_t len, n = 0;
	int dir;

	open_day(&r, &dir);
	l.end = day_reader_size(&r);
	while (lines_next(&l, &line, &len) == 1) {
		ck_assert_uint_eq(len + 1, strlen(line_of(n)));
		ck_assert_int_eq(memcmp(line, line_of(n), len), 0);
		n++;
	}
	ck_assert_uint_eq(n, count);
	ck_assert_int_eq(l.offset, l.end);
	reverse_lines_start(&b, &r, day_reader_end(&r));
	while (reverse_lines_next(&b, &line, &len)) {
		ck_assert_uint_eq(len + 1, strlen(line_of(--n)));
		ck_assert_int_eq(memcmp(line, line_of(n), len), 0);
	}
	ck_assert(!b.failed);
	ck_assert_uint_eq(n, 0);
	lines_free(&l);
	reverse_lines_free(&b);
	day_reader_close(&r);
	close(dir);
}

TEST_LOOP(lines_are_read_in_both_directions, PACKINGS)
{
	write_lines(0, LINES);
	check_lines(LINES);
	packing_pack("state", DAY_FILE, (enum packing)_i);
	check_lines(LINES);
}

TEST_LOOP(late_lines_come_after_the_compressed_ones, PACKING_TWICE)
{
	write_lines(0, 100);
	packing_pack("state", DAY_FILE, (enum packing)_i);
	write_lines(100, 102);
	check_lines(102);
	/* Compressed together; after a crash the plain file is still there. */
	packing_pack("state", DAY_FILE, PACKING_TWICE);
	check_lines(102);
	packing_pack("state", DAY_FILE, PACKING_OURS);
	ck_assert_int_ne(access(FILE_OF_DAY, F_OK), 0);
	check_lines(102);
}

TEST_LOOP(lines_that_are_appended_to_a_copy_are_read, PACKINGS)
{
	write_lines(0, 100);
	packing_pack("state", DAY_FILE, PACKING_TWICE);
	write_lines(100, 103);
	check_lines(103);
	packing_pack("state", DAY_FILE, PACKING_OURS);
	check_lines(103);
}

/* unzstd and gunzip write the plain file while the other is still there. */
TEST(a_plain_file_that_is_not_finished_is_not_read)
{
	write_lines(0, 500);
	packing_pack("state", DAY_FILE, PACKING_TWICE);
	ck_assert_int_eq(truncate(FILE_OF_DAY, 3000), 0);
	check_lines(500);
}

TEST(an_empty_file_beside_a_compressed_one_adds_nothing)
{
	write_lines(0, 50);
	packing_pack("state", DAY_FILE, PACKING_OURS);
	write_file(FILE_OF_DAY, "");
	check_lines(50);
}

TEST_LOOP(a_torn_line_is_kept_when_its_day_is_compressed, PACKINGS)
{
	struct day_reader r;
	int dir;

	write_lines(0, 10);
	history_append("state", DAY_FILE, "{\"time\":", 8);
	packing_pack("state", DAY_FILE, (enum packing)_i);
	open_day(&r, &dir);
	ck_assert_int_eq(day_reader_end(&r), day_reader_size(&r) - 8);
	day_reader_close(&r);
	close(dir);
}

TEST(a_day_that_is_not_there_is_not_found)
{
	struct day_reader r;

	ck_assert_int_eq(day_reader_open(&r, -1, DAY_FILE), -1);
	ck_assert_int_eq(errno, ENOENT);
}

TEST_LOOP(a_damaged_file_is_named, PACKING_TWICE)
{
	const char *path;
	struct day_reader r;
	struct error e;
	int dir;

	write_lines(0, 3000);
	packing_pack("state", DAY_FILE, (enum packing)_i);
	path = packing_path("state", DAY_FILE, (enum packing)_i);
	ck_assert_int_eq(truncate(path, 400), 0);
	dir = open("state/journal", O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(day_reader_open(&r, dir, DAY_FILE), -1);
	day_reader_explain(&r, &e);
	ck_assert_msg(strstr(e.text, strrchr(path, '/') + 1) &&
			  strstr(e.text, "torn or damaged"),
		      "%s", e.text);
	close(dir);
}
