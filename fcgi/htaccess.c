/* htaccess - keeps Apache from serving files of the state directory. */

#include "htaccess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/make_dirs.h"

/* Where AllowOverride forbids this, Apache answers 500: that hides as well. */
static const char content[] = "Require all denied\n";

/* By rename(), because a file that exists is never written again. */
static int
write_atomically(const char *path, const char *new)
{
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(new, flags, 0600);
	int failed;

	if (fd < 0)
		return -1;
	failed = write(fd, content, sizeof content - 1) != sizeof content - 1;
	if (close(fd) || failed || rename(new, path)) {
		unlink(new);
		return -1;
	}
	return 0;
}

void
htaccess_write(const char *dir)
{
	char path[PATH_MAX], new[PATH_MAX + 16];

	if (snprintf(path, sizeof path, "%s/.htaccess", dir) >=
		(int)sizeof path ||
	    access(path, F_OK) == 0)
		return;
	/* Processes that write at the same time use different files. */
	snprintf(new, sizeof new, "%s.%d", path, (int)getpid());
	if (make_dirs(dir) || write_atomically(path, new))
		log_warn("cannot write %s, so Apache may serve the state:",
			 path);
}
