/* open_file - opens regular files, and tells whether a path still names one. */

#include "open_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "deadline.h"
#include "monotonic.h"

/* Keeps errno. */
static void
close_quietly(int fd)
{
	const int error = errno;

	close(fd);
	errno = error;
}

bool
open_file_is_short(int error)
{
	return error == EMFILE || error == ENFILE;
}

/* Opens again and again until there is a free descriptor. */
static int
open_patiently(int dir, const char *path, int flags, mode_t mode)
{
	static bool waited_in_vain;
	const int64_t end = monotonic_now() + DEADLINE_MS * 1000L;
	int fd, error, tries = 0;

	for (;;) {
		fd = openat(dir, path, flags, mode);
		if (fd >= 0 || !open_file_is_short(errno))
			break;
		error = errno;
		if (waited_in_vain || monotonic_now() >= end ||
		    !deadline_nap(tries++)) {
			waited_in_vain = true;
			errno = error;
			return -1;
		}
	}
	waited_in_vain = false;
	return fd;
}

/* People give /dev/null for an empty configuration. */
static bool
is_empty_device(const struct stat *st, int flags)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3) &&
	       (flags & O_ACCMODE) == O_RDONLY;
}

int
open_file(int dir, const char *path, int flags, mode_t mode)
{
	struct stat st;
	/* Without O_NONBLOCK, opening a FIFO waits for another process. */
	int fd = open_patiently(
	    dir, path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode);

	if (fd < 0) {
		/* ENXIO: a socket, or a FIFO that nobody reads. */
		if (errno == ENXIO || errno == EISDIR)
			errno = OPEN_FILE_OTHER;
		return -1;
	}
	if (fstat(fd, &st) == 0) {
		if (S_ISREG(st.st_mode) || is_empty_device(&st, flags))
			return fd;
		errno = OPEN_FILE_OTHER;
	}
	close_quietly(fd);
	return -1;
}

bool
open_file_is_current(const struct stat *open, const char *path)
{
	struct stat named;

	return lstat(path, &named) == 0 && named.st_ino == open->st_ino &&
	       named.st_dev == open->st_dev;
}
