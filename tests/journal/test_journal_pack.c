/* journal_pack: which days are compressed, and what a kill leaves behind. */

#include "journal/journal_pack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lock.h"
#include "journal/day_reader.h"
#include "journal/journal.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/packing.h"

#define PLAIN "state/journal/" DAY_FILE
#define LINE_BYTES 100
#define LINES 30000

static void
write_day(void)
{
	static char all[LINES * LINE_BYTES + 1];
	size_t i, n = 0;

	for (i = 0; i < LINES; i++)
		n += (size_t)sprintf(all + n, "{\"time\":\"%06zu\",%*s}\n", i,
				     LINE_BYTES - 20, "");
	history_append("state", DAY_FILE, all, n);
}

static off_t
size_of_day(void)
{
	int dir = open("state/journal", O_RDONLY | O_DIRECTORY);
	struct day_reader r;
	off_t size;

	ck_assert_int_eq(day_reader_open(&r, dir, DAY_FILE), 0);
	size = day_reader_size(&r);
	day_reader_close(&r);
	close(dir);
	return size;
}

static int
pack(struct error *e)
{
	struct journal_days d;
	off_t bytes;
	int bad;

	ck_assert_int_eq(journal_days_open(&d, "state"), 0);
	ck_assert_uint_eq(d.count, 1);
	bad = journal_pack_day(&d, &d.at[0], NULL, &bytes, e);
	journal_days_close(&d);
	return bad;
}

TEST(neither_today_nor_yesterday_are_compressed)
{
	const timestamp day = NOON_US - 12 * HOUR_US;
	struct journal_day d = { .file = DAY_FILE, .inode = 1 };

	ck_assert_int_eq(journal_pack_limit(day), day - DAY_US);
	ck_assert_int_eq(journal_pack_limit(day + DAY_US - 1), day - DAY_US);
	ck_assert(!journal_pack_is_due(&d, journal_pack_limit(day)));
	ck_assert(
	    !journal_pack_is_due(&d, journal_pack_limit(day + 2 * DAY_US - 1)));
	ck_assert(
	    journal_pack_is_due(&d, journal_pack_limit(day + 2 * DAY_US)));
	d.inode = 0;
	ck_assert(!journal_pack_is_due(&d, INT64_MAX));
}

TEST(the_compressed_file_is_for_its_owner_only)
{
	struct error e;
	struct stat st;

	write_day();
	ck_assert_int_eq(pack(&e), 0);
	ck_assert_int_eq(stat(PLAIN ".zst", &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(access("state/journal/.20260301.new", F_OK), -1);
}

/* What was told: how often, and what at last. */
struct told {
	size_t times;
	off_t bytes;
};

static void
count_told(void *arg, off_t bytes)
{
	struct told *t = arg;

	ck_assert_int_gt(bytes, t->bytes);
	t->bytes = bytes;
	t->times++;
}

TEST(progress_within_a_day_is_told)
{
	struct told told = { 0 };
	const struct journal_pack_progress progress = { count_told, &told };
	struct journal_days d;
	struct error e;
	off_t bytes;

	write_day();
	ck_assert_int_eq(journal_days_open(&d, "state"), 0);
	ck_assert_int_eq(journal_pack_day(&d, &d.at[0], &progress, &bytes, &e),
			 0);
	ck_assert_int_eq(told.bytes, size_of_day());
	ck_assert_uint_gt(told.times, 2);
	journal_days_close(&d);
}

/* A hook that is written to the day meanwhile is not lost. */
TEST(a_line_that_comes_while_its_day_is_compressed_is_kept)
{
	const struct timespec when = { .tv_sec = NOON_US / 1000000 };
	char line[64];
	size_t i, lines = 300;
	struct journal *j;
	struct error e;
	pid_t writer;
	int status;

	write_day();
	writer = fork();
	if (writer == 0) {
		j = journal_new("state");
		for (i = 0; i < lines; i++) {
			snprintf(line, sizeof line, "{\"late\":%06zu}\n", i);
			if (journal_append(j, &when, line, strlen(line), false))
				_exit(1);
			usleep(200);
		}
		_exit(0);
	}
	while (waitpid(writer, &status, WNOHANG) == 0)
		if (access(PLAIN, F_OK) == 0 && pack(&e))
			ck_assert_msg(errno == ESTALE || errno == ENOENT, "%s",
				      e.text);
	ck_assert_int_eq(status, 0);
	if (access(PLAIN, F_OK) == 0)
		ck_assert_msg(pack(&e) == 0, "%s", e.text);
	ck_assert_str_eq(
	    output_of("zstd -dc " PLAIN ".zst | grep -c late | tr -d '\\n'"),
	    "300");
	ck_assert_str_eq(
	    output_of("zstd -dc " PLAIN ".zst | sort | uniq -d | head -n 1"),
	    "");
}

TEST_LOOP(a_kill_at_any_time_leaves_a_whole_day, 40)
{
	uint64_t random = (uint64_t)_i + 1;
	struct error e;
	off_t size;
	pid_t pid;

	write_day();
	size = size_of_day();
	pid = fork();
	if (pid == 0)
		_exit(pack(&e) ? 1 : 0);
	usleep((useconds_t)(next_random(&random) % 30000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_int_eq(size_of_day(), size);
	if (access(PLAIN, F_OK) == 0)
		ck_assert_msg(pack(&e) == 0, "%s", e.text);
	ck_assert_int_ne(access(PLAIN, F_OK), 0);
	ck_assert_int_ne(access("state/journal/.20260301.new", F_OK), 0);
	ck_assert_int_eq(size_of_day(), size);
}

/* A day has one file or the other at any time. */
TEST(a_day_that_is_being_compressed_is_listed)
{
	struct journal_days d;
	char line[32];
	struct error e;
	int i, status;
	pid_t pid;

	write_day();
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 40; i++) {
			snprintf(line, sizeof line, "line %d\n", i);
			history_append("state", DAY_FILE, line, strlen(line));
			if (pack(&e))
				_exit(1);
		}
		_exit(0);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		ck_assert_int_eq(journal_days_open(&d, "state"), 0);
		ck_assert_uint_eq(d.count, 1);
		journal_days_close(&d);
	}
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(
	    output_of("zstd -dc " PLAIN ".zst | grep -c line | tr -d '\n'"),
	    "40");
}

TEST(what_cannot_be_compressed_is_named)
{
	struct error e = { "" };

	write_day();
	packing_pack("state", DAY_FILE, PACKING_GZIP);
	ck_assert_int_eq(truncate(PLAIN ".gz", 100), 0);
	write_file(PLAIN, "");
	ck_assert_int_eq(pack(&e), -1);
	ck_assert_msg(strstr(e.text, DAY_FILE ".gz: it is torn") != NULL, "%s",
		      e.text);
}
