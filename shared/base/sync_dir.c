/* sync_dir - puts the entries of a directory on the disk. */

#include "sync_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
sync_dir(int dir)
{
	return fsync(dir) && errno != EINVAL && errno != EROFS ? -1 : 0;
}

/* The path without its last component; "." if it has no other. */
static int
find_parent(char parent[PATH_MAX], const char *path)
{
	size_t len;

	if (snprintf(parent, PATH_MAX, "%s", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	len = strlen(parent);
	while (len > 1 && parent[len - 1] == '/')
		len--;
	while (len > 0 && parent[len - 1] != '/')
		len--;
	if (len == 0)
		parent[len++] = '.';
	parent[len] = '\0';
	return 0;
}

int
sync_dir_of(const char *path)
{
	char parent[PATH_MAX];
	int dir, bad, error;

	if (find_parent(parent, path))
		return -1;
	dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == EACCES ? 0 : -1;
	bad = sync_dir(dir);
	error = errno;
	close(dir);
	errno = error;
	return bad;
}
