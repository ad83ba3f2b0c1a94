/* index_lock - keeps the index's files from being swapped while in use. */

#include "index_lock.h"

#include <errno.h>
#include <unistd.h>

#include "base/lock.h"
#include "progress.h"

/*
 * The byte of STATE/index.lock that is locked, after the record of progress.h.
 * That file's flock(2) is another lock, held for as long as a rebuild takes.
 */
#define LOCK_BYTE 4096

int
index_lock_take(const char *state_dir, enum index_lock_mode mode)
{
	int fd = progress_open(state_dir), error;

	if (fd < 0 ||
	    lock_take_byte(fd, LOCK_BYTE, mode == INDEX_LOCK_SHARED) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}
