/* journal - appends lines to STATE/journal/YYYYMMDD.ndjson. */

#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/die.h"
#include "base/lock.h"
#include "base/make_dirs.h"
#include "base/open_file.h"
#include "day_file.h"
#include "group_sync.h"

#define DAY_SECONDS 86400

/* How often a file may be replaced while we open it. */
#define OPEN_TRIES 8

struct journal {
	char *dir; /* STATE/journal */
	char path[PATH_MAX];
	int fd;		/* of `path`; -1: none is open */
	time_t day;	/* of `path`: days since the epoch */
	time_t checked; /* when `path` last named the open file */
	off_t end;	/* of our last line; -1: unknown */
	bool jammed;	/* the last wait was in vain */
	bool written;	/* the last line, if perhaps not synced */
	struct group_sync sync;
	char error[PATH_MAX + 64];
	int code; /* errno of that error */
};

static int
failed(struct journal *j, const char *doing, const char *to)
{
	j->code = errno;
	snprintf(j->error, sizeof j->error, "cannot %s %s", doing, to);
	errno = j->code;
	return -1;
}

struct journal *
journal_new(const char *state_dir)
{
	struct journal *j = calloc(1, sizeof *j);

	if (!j || asprintf(&j->dir, "%s/journal", state_dir) < 0)
		die(EXIT_TEMPORARY, "opening the journal:");
	j->fd = -1;
	group_sync_init(&j->sync, j->dir);
	return j;
}

static void
close_file(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
	j->end = -1;
}

void
journal_free(struct journal *j)
{
	close_file(j);
	group_sync_close(&j->sync);
	free(j->dir);
	free(j);
}

const char *
journal_error(const struct journal *j)
{
	return j->error;
}

int
journal_errno(const struct journal *j)
{
	return j->code;
}

bool
journal_is_jammed(const struct journal *j)
{
	return j->jammed;
}

bool
journal_has_line(const struct journal *j)
{
	return j->written;
}

void
journal_wait_again(struct journal *j)
{
	j->jammed = false;
}

const char *
journal_current_path(const struct journal *j)
{
	return j->path;
}

const char *
journal_file(const struct journal *j)
{
	const char *slash = strrchr(j->path, '/');

	return slash && j->end >= 0 ? slash + 1 : "";
}

off_t
journal_end(const struct journal *j)
{
	return j->end;
}

static int
open_day(struct journal *j, time_t day)
{
	const int flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW;
	char name[DAY_FILE_SIZE];

	close_file(j);
	group_sync_forget_dirs(&j->sync);
	day_file_name(name, day * DAY_SECONDS);
	if (snprintf(j->path, sizeof j->path, "%s/%s", j->dir, name) >=
	    (int)sizeof j->path) {
		errno = ENAMETOOLONG;
		return failed(j, "open", j->dir);
	}
	j->fd = open_file(AT_FDCWD, j->path, flags, 0600);
	if (j->fd < 0 && errno == ENOENT) {
		if (make_dirs(j->dir))
			return failed(j, "create", j->dir);
		j->fd = open_file(AT_FDCWD, j->path, flags, 0600);
	}
	if (j->fd < 0)
		return failed(j, "open", j->path);
	j->day = day;
	j->checked = 0;
	return 0;
}

/* Does the path still name the open file?  Checked once a second. */
static bool
is_current(struct journal *j, const struct stat *open, time_t now)
{
	if (open->st_nlink == 0)
		return false;
	if (now == j->checked)
		return true;
	if (!open_file_is_current(open, j->path))
		return false;
	j->checked = now;
	return true;
}

/* After a wait in vain, only looks whether the lock is free. */
static int
take_lock(struct journal *j)
{
	int bad = j->jammed ? lock_try(j->fd) : lock_take(j->fd);

	j->jammed = bad && (errno == ETIMEDOUT || errno == EWOULDBLOCK);
	if (!bad)
		return 0;
	if (j->jammed)
		errno = ETIMEDOUT;
	failed(j, "lock", j->path);
	/* The next try opens the file that has the name by then. */
	if (j->jammed)
		close_file(j);
	return -1;
}

/* Opens and locks the file of `day`, and stats it. */
static int
open_and_lock(struct journal *j, time_t day, time_t now, struct stat *st)
{
	int tries;

	for (tries = 0; tries < OPEN_TRIES; tries++) {
		if ((j->fd < 0 || j->day != day) && open_day(j, day)) {
			j->jammed = open_file_is_short(errno);
			return -1;
		}
		if (take_lock(j))
			return -1;
		if (fstat(j->fd, st)) {
			lock_release(j->fd);
			return failed(j, "stat", j->path);
		}
		if (is_current(j, st, now))
			return 0;
		close_file(j);
	}
	errno = EAGAIN;
	return failed(j, "lock the current file at", j->path);
}

/*
 * Under the lock: does the file end in the middle of a line?  If that cannot be
 * read, yes: an empty line does no harm, and a line after a torn one is lost.
 */
static bool
is_torn(const struct journal *j, off_t size)
{
	char last;

	return size > 0 && size != j->end &&
	       (pread(j->fd, &last, 1, size - 1) != 1 || last != '\n');
}

/* Under the lock: appends the line, after the newline of a torn one. */
static int
add(struct journal *j, off_t size, const char *line, size_t len)
{
	char newline = '\n';
	struct iovec parts[] = {
		{ .iov_base = &newline, .iov_len = 1 },
		{ .iov_base = (char *)line, .iov_len = len },
	};
	bool torn = is_torn(j, size);
	ssize_t n = torn ? writev(j->fd, parts, 2) : write(j->fd, line, len);

	if (n == (ssize_t)(len + torn)) {
		j->end = size + n;
		return 0;
	}
	if (n >= 0)
		errno = ENOSPC;
	failed(j, "write to", j->path);
	/* If the part cannot be removed, the next writer ends the torn line. */
	if (n > 0) {
		int error = errno;

		if (ftruncate(j->fd, size))
			j->end = -1;
		errno = error;
	}
	return -1;
}

int
journal_append(struct journal *j, const struct timespec *when, const char *line,
	       size_t len, bool durable)
{
	struct stat st;
	int bad;

	j->written = false;
	if (open_and_lock(j, when->tv_sec / DAY_SECONDS, when->tv_sec, &st))
		return -1;
	bad = add(j, st.st_size, line, len);
	lock_release(j->fd);
	j->written = !bad;
	if (bad || !durable)
		return bad;
	if (group_sync_upto(&j->sync, j->fd, j->end))
		return failed(j, "sync", j->path);
	return 0;
}
