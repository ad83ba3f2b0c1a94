/* conf: where the file is, where its paths lead, and when it is read again. */

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "support/harness.h"
#include "support/log_capture.h"

static struct conf_file f;

static void
forget(void)
{
	conf_close(&f);
}

static void
open_conf(const char *text, const char *state_dir)
{
	write_file("test.conf", text);
	conf_open(&f, "test.conf", state_dir);
}

/* As if a second had passed. */
static bool
look(void)
{
	f.file.checked = 0;
	return conf_refresh(&f);
}

static bool
change_to(const char *text)
{
	replace_file("test.conf", text, 0644);
	return look();
}

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

TEST(makes_the_paths_absolute)
{
	open_conf("state_dir = a/b\n", NULL);
	ck_assert_str_eq(f.file.path, path_here("test.conf"));
	ck_assert_str_eq(f.current.state_dir, path_here("a/b"));
}

TEST(takes_paths_in_the_file_as_relative_to_the_file)
{
	ck_assert_int_eq(mkdir("etc", 0700), 0);
	write_file("etc/test.conf", "state_dir = ../var\nrules = my.rules\n"
				    "deliver = my.deliver\n");
	conf_open(&f, "etc/test.conf", NULL);
	ck_assert_str_eq(f.current.state_dir, path_here("etc/../var"));
	ck_assert_str_eq(f.current.rules_file, path_here("etc/my.rules"));
	ck_assert_str_eq(f.current.deliver_file, path_here("etc/my.deliver"));
}

TEST(still_finds_the_file_from_another_directory)
{
	open_conf("state_dir = state\n", NULL);
	ck_assert_int_eq(mkdir("elsewhere", 0700), 0);
	ck_assert_int_eq(chdir("elsewhere"), 0);
	write_file("../test.conf", "strict = yes\nstate_dir = state\n");
	ck_assert(look());
	ck_assert(f.current.strict);
	ck_assert_int_eq(chdir(".."), 0);
	ck_assert_str_eq(f.current.state_dir, path_here("state"));
}

TEST(prefers_a_state_directory_from_outside)
{
	open_conf("state_dir = /from/the/file\n", "outside");
	ck_assert_str_eq(f.current.state_dir, path_here("outside"));
	ck_assert(change_to("state_dir = /another\nstrict = yes\n"));
	ck_assert(f.current.strict);
	ck_assert_str_eq(f.current.state_dir, path_here("outside"));
}

TEST(takes_nothing_from_outside_that_is_empty)
{
	open_conf("state_dir = /from/the/file\n", "");
	ck_assert_str_eq(f.current.state_dir, "/from/the/file");
}

TEST(is_in_trouble_without_the_file_it_was_given)
{
	char want[PATH_MAX + 64];

	conf_open(&f, "missing.conf", NULL);
	ck_assert(!f.usable);
	snprintf(want, sizeof want, "%s: No such file or directory",
		 path_here("missing.conf"));
	ck_assert_str_eq(f.error.text, want);
	write_file("missing.conf", "strict = yes\n");
	ck_assert(look());
	ck_assert(f.usable);
	ck_assert_str_eq(f.error.text, "");
	ck_assert(f.current.strict);
}

TEST(is_in_trouble_when_the_file_is_a_directory)
{
	ck_assert_int_eq(mkdir("test.conf", 0700), 0);
	conf_open(&f, "test.conf", NULL);
	ck_assert(!f.usable);
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "this is not a regular file"));
}

/* With an installed file this test has nothing to check. */
TEST(goes_without_the_installed_file)
{
	conf_open(&f, NULL, "state");
	if (access(f.file.path, F_OK) == 0)
		return;
	ck_assert(f.usable);
	ck_assert_str_eq(f.error.text, "");
	ck_assert_uint_eq(f.current.body_max, 1 << 20);
	ck_assert_str_eq(f.current.state_dir, path_here("state"));
	conf_close(&f);
	conf_open(&f, "", NULL);
	ck_assert(f.usable);
}

TEST(reads_a_changed_file_again)
{
	open_conf("strict = no\n", NULL);
	ck_assert(change_to("strict = yes\n"));
	ck_assert(f.current.strict);
	ck_assert(change_to("# all defaults\n"));
	ck_assert(!f.current.strict);
	ck_assert_uint_eq(log_capture_count(), 0);
}

TEST(reads_a_file_again_that_was_written_in_place)
{
	open_conf("body_max = 1k\n", NULL);
	write_file("test.conf", "body_max = 512k\n");
	ck_assert(look());
	ck_assert_uint_eq(f.current.body_max, 512 << 10);
}

/* Gives `path` the time of the version that was read. */
static void
make_as_old(const char *path)
{
	struct timespec times[] = { f.file.ctime, f.file.ctime };

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

TEST(sees_a_change_that_left_the_time_as_it_was)
{
	open_conf("body_max = 1k\n", NULL);
	write_file("test.conf", "body_max = 512k\n");
	make_as_old("test.conf");
	ck_assert(look());
	ck_assert_uint_eq(f.current.body_max, 512 << 10);
	/* So does another file of the same size. */
	write_file("next.conf", "body_max = 256k\n");
	make_as_old("next.conf");
	ck_assert(rename("next.conf", "test.conf") == 0 && look());
	ck_assert_uint_eq(f.current.body_max, 256 << 10);
}

TEST(reads_an_unchanged_file_once)
{
	open_conf("strict = yes\n", NULL);
	ck_assert(!look());
	ck_assert(!look());
	ck_assert(f.current.strict);
}

TEST(looks_once_a_second_at_most)
{
	open_conf("strict = no\n", NULL);
	write_file("test.conf", "strict = yes\n");
	/* The next second may have begun: then the change is noticed. */
	f.file.checked = time(NULL);
	if (conf_refresh(&f))
		return;
	ck_assert(!f.current.strict);
	ck_assert(look());
	ck_assert(f.current.strict);
}

TEST(keeps_the_old_one_in_force_when_the_new_one_is_broken)
{
	open_conf("strict = yes\nredact = pin\n", NULL);
	ck_assert(!change_to("strict = no\nbogus = 1\n"));
	ck_assert(f.usable);
	ck_assert(f.current.strict);
	ck_assert(name_set_has(&f.current.redact, "pin", 3));
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "test.conf:2: there is no key"));
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "test.conf:2: there is no key"));
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "the version before stays in force"));
	/* It is logged once. */
	ck_assert(!look());
	ck_assert_uint_eq(log_capture_count(), 1);
}

TEST(takes_up_the_mended_file)
{
	open_conf("strict = yes\n", NULL);
	ck_assert(!change_to("strict = perhaps\n"));
	ck_assert(change_to("strict = no\n"));
	ck_assert(!f.current.strict);
	ck_assert_str_eq(f.error.text, "");
}

TEST(takes_up_the_mended_file_it_could_not_start_with)
{
	open_conf("strict = perhaps\n", NULL);
	ck_assert(!f.usable);
	ck_assert(!look());
	ck_assert(change_to("strict = yes\n"));
	ck_assert(f.usable);
	ck_assert(f.current.strict);
}

TEST(keeps_the_old_one_in_force_when_the_file_is_gone)
{
	open_conf("strict = yes\n", NULL);
	ck_assert_int_eq(unlink("test.conf"), 0);
	ck_assert(!look());
	ck_assert(f.usable);
	ck_assert(f.current.strict);
	write_file("test.conf", "strict = no\n");
	ck_assert(look());
	ck_assert(!f.current.strict);
}
