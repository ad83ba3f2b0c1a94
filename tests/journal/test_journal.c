/* journal: which file a line goes to, and what happens when it does not fit. */

#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/journal_fixture.h"

const struct test_setup test_setup = {
	.before = journal_fixture_open,
	.after = journal_fixture_close,
};

TEST(opens_nothing_before_the_first_line)
{
	ck_assert_int_ne(access("state", F_OK), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "a\n");
}

static const struct {
	time_t when;
	const char *path;
} days[] = {
	{ 0, "state/journal/19700101.ndjson" },
	{ 86399, "state/journal/19700101.ndjson" },
	{ 86400, "state/journal/19700102.ndjson" },
	{ 1709164800, "state/journal/20240229.ndjson" },
	{ 1709251199, "state/journal/20240229.ndjson" },
	{ 1709251200, "state/journal/20240301.ndjson" },
	{ 1795391999, "state/journal/20261122.ndjson" },
	{ 1795392000, "state/journal/20261123.ndjson" },
	{ 1798761599, "state/journal/20261231.ndjson" },
	{ 1798761600, "state/journal/20270101.ndjson" },
	{ 4102444799, "state/journal/20991231.ndjson" },
};

TEST_LOOP(names_the_file_after_the_day_in_utc, ROWS(days))
{
	setenv("TZ", _i % 2 ? "Pacific/Kiritimati" : "Pacific/Niue", 1);
	tzset();
	ck_assert_int_eq(journal_fixture_append(days[_i].when, "a\n"), 0);
	journal_fixture_check(days[_i].path, "a\n");
	unsetenv("TZ");
	tzset();
}

TEST(a_pipe_in_place_of_a_day_takes_no_line)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS + 86400, "a\n"),
			 0);
	ck_assert_int_eq(mkfifo(NOON_DAY_FILE, 0600), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), -1);
	ck_assert_int_eq(unlink(NOON_DAY_FILE), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "c\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "c\n");
}

TEST(goes_to_the_next_day_and_back)
{
	time_t midnight = 1795392000;

	ck_assert_int_eq(journal_fixture_append(midnight - 1, "a\n"), 0);
	ck_assert_int_eq(journal_fixture_append(midnight, "b\n"), 0);
	ck_assert_int_eq(journal_fixture_append(midnight - 1, "c\n"), 0);
	ck_assert_int_eq(journal_fixture_append(midnight + 86400, "d\n"), 0);
	ck_assert_int_eq(journal_fixture_append(midnight, "e\n"), 0);
	journal_fixture_check("state/journal/20261122.ndjson", "a\nc\n");
	journal_fixture_check("state/journal/20261123.ndjson", "b\ne\n");
	journal_fixture_check("state/journal/20261124.ndjson", "d\n");
}

static void
has_mode(const char *path, mode_t want)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_msg((st.st_mode & 07777) == want, "%s: %o", path,
		      (unsigned)st.st_mode);
}

TEST(is_closed_to_others_whatever_the_umask)
{
	struct timespec ts = { .tv_sec = NOON_SECONDS };
	mode_t old = umask(0);
	struct journal *deep = journal_new("deep/er/state");

	ck_assert_int_eq(journal_append(deep, &ts, "a\n", 2, true), 0);
	umask(old);
	has_mode("deep", 0700);
	has_mode("deep/er", 0700);
	has_mode("deep/er/state", 0700);
	has_mode("deep/er/state/journal", 0700);
	has_mode("deep/er/state/journal/20261123.ndjson", 0600);
	has_mode("deep/er/state/journal/.sync", 0600);
	journal_free(deep);
}

TEST(leaves_the_mode_of_a_directory_that_is_there)
{
	ck_assert_int_eq(mkdir("state", 0750), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	has_mode("state", 0750);
	has_mode("state/journal", 0700);
}

static void
write_today(const char *text)
{
	mkdir("state", 0700);
	mkdir("state/journal", 0700);
	write_file(NOON_DAY_FILE, text);
}

TEST(closes_a_torn_line)
{
	write_today("whole\n{\"torn\":");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "whole\n{\"torn\":\na\nb\n");
}

TEST(closes_a_torn_line_only_when_there_is_one)
{
	write_today("");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "a\n");
	write_today("whole\n");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "whole\nb\n");
	write_today("x");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "c\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "x\nc\n");
}

TEST(closes_what_another_writer_tore_meanwhile)
{
	int fd;

	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	fd = open(NOON_DAY_FILE, O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, "torn", 4), 4);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	ck_assert_int_eq(write(fd, "whole\n", 6), 6);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "c\n"), 0);
	close(fd);
	journal_fixture_check(NOON_DAY_FILE, "a\ntorn\nb\nwhole\nc\n");
}

/* Appends as if the disk were full at that size; returns errno, or 0. */
static int
append_with_room(rlim_t bytes, const char *line)
{
	struct rlimit old, small;
	int error;

	/* No assertions here: Check writes files, too. */
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = bytes;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	error = journal_fixture_append(NOON_SECONDS, line) ? errno : 0;
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);
	return error;
}

TEST(takes_back_a_line_that_does_not_fit)
{
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "first\n"), 0);
	ck_assert_int_eq(append_with_room(12, "0123456789\n"), ENOSPC);
	ck_assert_ptr_nonnull(strstr(journal_error(journal_fixture),
				     "cannot write to " NOON_DAY_FILE));
	journal_fixture_check(NOON_DAY_FILE, "first\n");
	ck_assert_int_eq(append_with_room(12, "fits.\n"), 0);
	ck_assert_int_ne(append_with_room(12, "nothing\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "first\nfits.\n");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "last\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "first\nfits.\nlast\n");
}

TEST(takes_back_a_line_behind_a_torn_one)
{
	write_today("torn");
	ck_assert_int_eq(append_with_room(7, "0123456789\n"), ENOSPC);
	journal_fixture_check(NOON_DAY_FILE, "torn");
	ck_assert_int_eq(append_with_room(5, "0123456789\n"), ENOSPC);
	journal_fixture_check(NOON_DAY_FILE, "torn");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "torn\na\n");
}

TEST(writes_a_line_of_many_megabytes)
{
	size_t len = (size_t)20 << 20, got;
	char *line = malloc(len), *text;
	struct timespec ts = { .tv_sec = NOON_SECONDS };

	ck_assert_ptr_nonnull(line);
	memset(line, 'x', len);
	line[len - 1] = '\n';
	ck_assert_int_eq(journal_append(journal_fixture, &ts, line, len, false),
			 0);
	text = harness_read_file(NOON_DAY_FILE, &got);
	ck_assert_uint_eq(got, len);
	ck_assert(memcmp(text, line, len) == 0);
	free(line);
	free(text);
}

static const struct {
	const char *state_dir;
	int error;
	const char *says;
} places[] = {
	{ "file", ENOTDIR, "cannot open file/journal/20261123.ndjson" },
	{ "file/a/b", ENOTDIR, "cannot open file/a/b/journal/20261123.ndjson" },
	{ "/proc/echoapp/state", ENOENT, "cannot create /proc/echoapp" },
	{ "dangling", EEXIST, "dangling" },
};

TEST_LOOP(says_what_could_not_be_done_to_which_path, ROWS(places))
{
	struct timespec ts = { .tv_sec = NOON_SECONDS };
	struct journal *bad = journal_new(places[_i].state_dir);

	write_file("file", "");
	ck_assert_int_eq(symlink("/proc/echoapp", "dangling"), 0);
	ck_assert_int_eq(journal_append(bad, &ts, "a\n", 2, false), -1);
	if (places[_i].error != EEXIST)
		ck_assert_int_eq(errno, places[_i].error);
	ck_assert_msg(strstr(journal_error(bad), places[_i].says) != NULL, "%s",
		      journal_error(bad));
	journal_free(bad);
}

TEST(says_that_a_path_is_too_long)
{
	struct timespec ts = { .tv_sec = NOON_SECONDS };
	char dir[PATH_MAX + 100];
	struct journal *bad;

	memset(dir, 'd', sizeof dir - 1);
	dir[sizeof dir - 1] = '\0';
	bad = journal_new(dir);
	ck_assert_int_eq(journal_append(bad, &ts, "a\n", 2, true), -1);
	ck_assert_int_eq(errno, ENAMETOOLONG);
	ck_assert_int_eq(strncmp(journal_error(bad), "cannot open ddd", 15), 0);
	journal_free(bad);
}

TEST(goes_on_when_what_was_wrong_is_mended)
{
	write_file("state", "");
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), -1);
	ck_assert_int_eq(unlink("state"), 0);
	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "b\n"), 0);
	journal_fixture_check(NOON_DAY_FILE, "b\n");
}
