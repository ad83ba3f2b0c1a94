/*
 * names - preloaded: appends a line to the file that NAMES_LOG names for each
 * name that a program makes, renames or removes, and each directory it syncs:
 *
 *	name PATH
 *	sync PATH
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
add(const char *what, int dir, const char *path)
{
	char line[2 * PATH_MAX + 16], link[64], at[PATH_MAX] = ".";
	const char *log = getenv("NAMES_LOG");
	int error = errno, n, fd;

	if (!log)
		return;
	snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
	n = (int)(dir == AT_FDCWD ? syscall(SYS_getcwd, at, sizeof at) - 1
				  : readlink(link, at, sizeof at - 1));
	at[n > 0 ? n : 0] = '\0';
	if (path[0] == '/')
		n = snprintf(line, sizeof line, "%s %s\n", what, path);
	else
		n = snprintf(line, sizeof line, "%s %s%s%s\n", what, at,
			     path[0] ? "/" : "", path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, log,
			  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (write(fd, line, (size_t)n) < 0)
		abort();
	close(fd);
	errno = error;
}

static int
note(int failed, int dir, const char *path)
{
	if (!failed)
		add("name", dir, path);
	return failed;
}

int
openat(int dir, const char *path, int flags, ...)
{
	struct stat st;
	mode_t mode = 0;
	va_list ap;
	int is_new, fd;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	is_new = (flags & O_CREAT) && fstatat(dir, path, &st, 0);
	fd = (int)syscall(SYS_openat, dir, path, flags, mode);
	if (fd >= 0 && is_new)
		add("name", dir, path);
	return fd;
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return note((int)syscall(SYS_renameat2, from, old, to, new, 0), to,
		    new);
}

int
rename(const char *old, const char *new)
{
	return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int
unlinkat(int dir, const char *path, int flags)
{
	return note((int)syscall(SYS_unlinkat, dir, path, flags), dir, path);
}

int
mkdir(const char *path, mode_t mode)
{
	return note((int)syscall(SYS_mkdirat, AT_FDCWD, path, mode), AT_FDCWD,
		    path);
}

int
fsync(int fd)
{
	int failed = (int)syscall(SYS_fsync, fd);

	if (!failed)
		add("sync", fd, "");
	return failed;
}
