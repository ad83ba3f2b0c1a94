/* index_lock_take - who opens and closes the index's files, and who exchanges.
 */

#include "index_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "progress.h"

/*
 * A byte of index.lock, behind all that is written there.  It has nothing to do
 * with that file's flock(2), which may be held for as long as a rebuild takes.
 */
#define LOCK_BYTE 4096

int
index_lock_take(const char *state_dir, enum index_lock_mode how)
{
	struct flock lock = {
		.l_type = how == INDEX_LOCK_SHARED ? F_RDLCK : F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCK_BYTE,
		.l_len = 1,
	};
	int fd = progress_open(state_dir), failed;

	if (fd < 0)
		return -1;
	do
		failed = fcntl(fd, F_OFD_SETLKW, &lock);
	while (failed && errno == EINTR);
	if (!failed)
		return fd;
	failed = errno;
	close(fd);
	errno = failed;
	return -1;
}
