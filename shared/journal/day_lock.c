/* day_lock - the locks of a day's files. */

#include "day_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/lock_holder.h"
#include "day_reader.h"

/* Waits of DEADLINE_MS in which the file did not grow. */
#define QUIET_WAITS 30

/* Who had the lock that was waited for in vain. */
static char held[LOCK_HOLDER_SIZE + 96];

static void
note_holder(const struct journal_days *d, const char *file)
{
	char path[PATH_MAX], holder[LOCK_HOLDER_SIZE];

	snprintf(path, sizeof path, "/proc/self/fd/%d/%s", d->dir, file);
	lock_holder(path, LOCK_HOLDER_FLOCK, holder);
	snprintf(held, sizeof held, "%s holds the lock of journal/%.40s",
		 holder, file);
}

int
day_lock_take(const struct journal_days *d, const char *file, int fd)
{
	if (lock_take(fd) == 0)
		return 0;
	if (errno == ETIMEDOUT)
		note_holder(d, file);
	return -1;
}

int
day_lock_take_growing(const struct journal_days *d, const char *file, int fd)
{
	int waits = 0;
	off_t size = 0;
	struct stat st;

	while (lock_take(fd)) {
		if (errno != ETIMEDOUT)
			return -1;
		if (fstat(fd, &st))
			return -1;
		waits = st.st_size == size ? waits + 1 : 0;
		size = st.st_size;
		if (waits < QUIET_WAITS)
			continue;
		errno = ETIMEDOUT;
		note_holder(d, file);
		return -1;
	}
	return 0;
}

int
day_lock_check(const struct journal_days *d, const char *file, struct error *e)
{
	int fd = journal_days_open_file(d, file, O_RDWR), bad;

	if (fd < 0)
		return errno == ENOENT
			   ? 0
			   : error_set(e, "cannot open journal/%s:", file);
	bad = day_lock_take(d, file, fd);
	if (bad)
		error_set(e, "cannot lock journal/%s: %s", file,
			  day_lock_error(errno));
	close(fd);
	return bad;
}

const char *
day_lock_error(int error)
{
	return error == ETIMEDOUT ? held : day_reader_error(error);
}
