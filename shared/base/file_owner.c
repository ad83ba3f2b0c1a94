/* file_owner - gives files that root makes to the owner of their directory. */

#include "file_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does the program run as root in the directory of another user? */
static bool
is_foreign_dir(const char *path, struct stat *dir)
{
	char name[PATH_MAX], *slash;

	if (geteuid() != 0 ||
	    snprintf(name, sizeof name, "%s", path) >= (int)sizeof name)
		return false;
	slash = strrchr(name, '/');
	if (slash)
		slash[slash == name] = '\0';
	return stat(slash ? name : ".", dir) == 0 && dir->st_uid != 0;
}

/*
 * Opens with O_PATH, because closing another descriptor of a file would drop
 * SQLite's POSIX locks on it.  Checks the open file, because the owner of the
 * directory may replace the path at any time.
 */
static int
give_away(const char *path, const struct stat *dir)
{
	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC), saved = errno;
	struct stat st;

	if (fd < 0) {
		errno = saved;
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == 0 &&
	    st.st_nlink == 1)
		(void)!fchownat(fd, "", dir->st_uid, dir->st_gid,
				AT_EMPTY_PATH);
	close(fd);
	return 0;
}

void
file_owner_assign(const char *path)
{
	struct stat dir;

	if (is_foreign_dir(path, &dir))
		give_away(path, &dir);
}

void
file_owner_create(const char *path)
{
	struct stat dir;
	int fd;

	if (!is_foreign_dir(path, &dir) || give_away(path, &dir) == 0 ||
	    errno != ENOENT)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	if (fd < 0)
		return;
	(void)!fchown(fd, dir.st_uid, dir.st_gid);
	close(fd);
}
