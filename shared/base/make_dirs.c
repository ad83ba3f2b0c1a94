/* make_dirs - makes a directory and its parents. */

#include "make_dirs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sync_dir.h"

/* A directory that is new is on the disk before anything is put into it. */
static int
make_dir(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return sync_dir_of(path);
	return errno == EEXIST ? 0 : -1;
}

int
make_dirs(const char *path)
{
	char part[PATH_MAX], *slash = part;

	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part) {
		errno = ENAMETOOLONG;
		return -1;
	}
	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		if (make_dir(part))
			return -1;
		*slash = '/';
	}
	return make_dir(part);
}
