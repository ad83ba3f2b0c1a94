/* open_file: what is opened, and which file a path names now. */

#include "base/open_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/error.h"
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

/* What open_file() makes of that path; fails unless it is an error. */
static int
error_of(const char *path, int flags)
{
	errno = 0;
	ck_assert_int_eq(open_file(AT_FDCWD, path, flags, 0600), -1);
	return errno;
}

static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR | O_CREAT };

TEST_LOOP(nothing_but_a_regular_file_is_opened, ROWS(modes))
{
	const struct sockaddr_un at = { .sun_family = AF_UNIX,
					.sun_path = "socket" };
	int s = socket(AF_UNIX, SOCK_STREAM, 0), fd;

	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	ck_assert_int_eq(mkdir("directory", 0700), 0);
	ck_assert_int_eq(bind(s, (const struct sockaddr *)&at, sizeof at), 0);
	ck_assert_int_eq(error_of("pipe", modes[_i]), OPEN_FILE_OTHER);
	ck_assert_int_eq(error_of("socket", modes[_i]), OPEN_FILE_OTHER);
	ck_assert_int_eq(error_of("/dev/zero", modes[_i] & ~O_CREAT),
			 OPEN_FILE_OTHER);
	ck_assert_int_eq(error_of("directory", modes[_i]), OPEN_FILE_OTHER);
	ck_assert_str_eq(error_text(OPEN_FILE_OTHER),
			 "this is not a regular file");
	write_file("file", "a");
	fd = open_file(AT_FDCWD, "file", modes[_i], 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	close(s);
}

TEST(the_null_device_is_an_empty_file_to_read)
{
	char byte;
	int fd = open_file(AT_FDCWD, "/dev/null", O_RDONLY, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(read(fd, &byte, 1), 0);
	close(fd);
	ck_assert_int_eq(error_of("/dev/null", O_RDWR), OPEN_FILE_OTHER);
}

/* From now on no file can be opened. */
static struct rlimit
use_up_descriptors(void)
{
	struct rlimit was, none = { 0 };

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &was), 0);
	none.rlim_max = was.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	return was;
}

static struct rlimit was;

static void
free_descriptors(int signal)
{
	(void)signal;
	setrlimit(RLIMIT_NOFILE, &was);
}

TEST(a_free_descriptor_is_waited_for)
{
	const struct itimerval soon = { .it_value.tv_usec = 50000 };
	int fd;

	write_file("file", "a");
	signal(SIGALRM, free_descriptors);
	was = use_up_descriptors();
	ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
	fd = open_file(AT_FDCWD, "file", O_RDONLY, 0);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

TEST(after_a_wait_in_vain_nobody_waits_until_a_file_was_opened)
{
	int fd;

	write_file("file", "a");
	was = use_up_descriptors();
	deadline_set(20);
	ck_assert_int_eq(error_of("file", O_RDONLY), EMFILE);
	ck_assert(deadline_has_passed());
	deadline_set(20);
	ck_assert_int_eq(error_of("file", O_RDONLY), EMFILE);
	ck_assert(!deadline_has_passed());
	free_descriptors(0);
	fd = open_file(AT_FDCWD, "file", O_RDONLY, 0);
	ck_assert_int_ge(fd, 0);
	close(fd);
	use_up_descriptors();
	deadline_set(20);
	ck_assert_int_eq(error_of("file", O_RDONLY), EMFILE);
	ck_assert(deadline_has_passed());
	free_descriptors(0);
	deadline_set(DEADLINE_NONE);
}
