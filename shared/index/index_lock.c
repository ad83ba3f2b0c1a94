/* index_lock - keeps the index's files from being swapped while in use. */

#include "index_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/deadline.h"
#include "progress.h"

/*
 * The byte of STATE/index.lock that is locked, after the record of progress.h.
 * That file's flock(2) is another lock, held for as long as a rebuild takes.
 */
#define LOCK_BYTE 4096
/* How often to try without a deadline; about 60 s. */
#define TRIES 12000

int
index_lock_take(const char *state_dir, enum index_lock_mode mode)
{
	struct flock lock = {
		.l_type = mode == INDEX_LOCK_SHARED ? F_RDLCK : F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCK_BYTE,
		.l_len = 1,
	};
	int fd = progress_open(state_dir), failed, tries = 0;

	if (fd < 0)
		return -1;
	while ((failed = fcntl(fd, F_OFD_SETLK, &lock)) &&
	       (errno == EAGAIN || errno == EACCES))
		if (tries == TRIES || !deadline_nap(tries++)) {
			errno = ETIMEDOUT;
			break;
		}
	if (!failed)
		return fd;
	failed = errno;
	close(fd);
	errno = failed;
	return -1;
}
