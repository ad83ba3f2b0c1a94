/* file_watch: what counts as a change. */

#include "base/file_watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open_file.h"
#include "support/harness.h"

static struct file_watch w;

static void
begin(const char *path)
{
	file_watch_init(&w, strdup(path));
}

static void
forget(void)
{
	file_watch_free(&w);
}

static void
open_it(void)
{
	int fd = file_watch_open(&w);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

/* As if a second had passed. */
static bool
look(void)
{
	w.checked = 0;
	return file_watch_changed(&w);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(a_file_changes_by_its_bytes_its_mode_and_its_inode)
{
	write_file("file", "one");
	begin("file");
	ck_assert(look());
	open_it();
	ck_assert(!look());
	write_file("file", "longer");
	ck_assert(look());
	open_it();
	ck_assert_int_eq(chmod("file", 0600), 0);
	ck_assert(look());
	open_it();
	write_file("next", "longer");
	ck_assert_int_eq(rename("next", "file"), 0);
	ck_assert(look());
	open_it();
	ck_assert(!look());
}

TEST(a_change_is_seen_until_the_file_is_opened)
{
	write_file("file", "one");
	begin("file");
	ck_assert(look());
	ck_assert(look());
	open_it();
	ck_assert(!look());
}

TEST(a_file_that_is_gone_has_not_changed)
{
	write_file("file", "one");
	begin("file");
	open_it();
	ck_assert_int_eq(unlink("file"), 0);
	ck_assert(!look());
	ck_assert_int_eq(file_watch_open(&w), -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert(!look());
	write_file("file", "another");
	ck_assert(look());
}

TEST(a_file_that_was_not_there_changes_when_it_comes)
{
	begin("file");
	ck_assert_int_eq(file_watch_open(&w), -1);
	ck_assert(!look());
	write_file("file", "");
	ck_assert(look());
}

TEST(what_cannot_be_opened_is_not_tried_all_the_time)
{
	ck_assert_int_eq(symlink("/proc/self/mem/no", "file"), 0);
	begin("file");
	ck_assert_int_eq(file_watch_open(&w), -1);
	ck_assert(!look());
	if (geteuid() == 0)
		return;
	unlink("file");
	write_file("file", "one");
	ck_assert_int_eq(chmod("file", 0), 0);
	ck_assert_int_eq(file_watch_open(&w), -1);
	ck_assert(!look());
	ck_assert_int_eq(chmod("file", 0600), 0);
	ck_assert(look());
}

TEST(nobody_waits_for_a_pipe)
{
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	begin("pipe");
	ck_assert_int_eq(file_watch_open(&w), -1);
	ck_assert_int_eq(errno, OPEN_FILE_OTHER);
}

TEST(is_looked_at_once_a_second_at_most)
{
	write_file("file", "one");
	begin("file");
	/* The next second may have begun: then the change is noticed. */
	if (file_watch_changed(&w))
		ck_assert_int_eq(w.checked, time(NULL));
	w.checked = time(NULL) + 1;
	while (time(NULL) < w.checked)
		usleep(1000);
	ck_assert(time(NULL) > w.checked || !file_watch_changed(&w));
}
