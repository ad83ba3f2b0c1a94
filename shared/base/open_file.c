/* open_file - whether a path still names a file that is open. */

#include "open_file.h"

bool
open_file_is_current(const struct stat *open, const char *path)
{
	struct stat named;

	return lstat(path, &named) == 0 && named.st_ino == open->st_ino &&
	       named.st_dev == open->st_dev;
}
