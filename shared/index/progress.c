/* mark - how far the index has come, for all to see. */

#include "progress.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/file_owner.h"

int
progress_open(const char *state_dir)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof path, "%s/index.lock", state_dir);
	file_owner_create(path);
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd;
}

int
progress_read(int lock, struct progress *m)
{
	return pread(lock, m, sizeof *m, 0) == (ssize_t)sizeof *m ? 0 : -1;
}

void
progress_write(int lock, struct progress *m)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	m->when = (timestamp)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	/* Without a mark the index is taken to lag: that costs time only. */
	if (pwrite(lock, m, sizeof *m, 0) != (ssize_t)sizeof *m)
		(void)!ftruncate(lock, 0);
}
