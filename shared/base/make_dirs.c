/* make_dirs - makes a directory and its parents. */

#include "make_dirs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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
		if (mkdir(part, 0700) && errno != EEXIST)
			return -1;
		*slash = '/';
	}
	return mkdir(part, 0700) && errno != EEXIST ? -1 : 0;
}
