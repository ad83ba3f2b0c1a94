/* group_sync - one fdatasync(2) for all writers that wait for one. */

#include "group_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/open_file.h"
#include "base/str.h"
#include "base/sync_dir.h"

/*
 * The content of the lock file: so much of that file is on the disk.  Programs
 * are replaced one at a time: a change of this struct needs another file name.
 */
struct sync_record {
	char boot[37]; /* a crash makes the record void */
	dev_t device;
	ino_t inode;
	off_t upto;
};

static void
read_boot_id(char *into, size_t size)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, into, size - 1);

	into[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
}

void
group_sync_init(struct group_sync *s, const char *dir)
{
	*s = (struct group_sync){ .fd = -1 };
	snprintf(s->dir, sizeof s->dir, "%s", dir);
	if (snprintf(s->path, sizeof s->path, "%s/.sync", dir) >=
	    (int)sizeof s->path)
		s->path[0] = '\0';
	read_boot_id(s->boot, sizeof s->boot);
}

void
group_sync_close(struct group_sync *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

void
group_sync_forget_dirs(struct group_sync *s)
{
	s->dirs_are_synced = false;
}

/*
 * The names of the file, of the directory that has it, and of STATE: another
 * process may have made them just before, and not have synced them yet.
 */
static int
sync_dirs(struct group_sync *s)
{
	char state[PATH_MAX];
	char *slash;

	if (s->dirs_are_synced)
		return 0;
	str_copy(state, sizeof state, s->dir);
	slash = strrchr(state, '/');
	if (slash && slash > state)
		*slash = '\0';
	if (sync_dir_of(s->path) || sync_dir_of(s->dir) || sync_dir_of(state))
		return -1;
	s->dirs_are_synced = true;
	return 0;
}

/* A file shorter than its record is another one with the same inode. */
static bool
is_covered(const struct group_sync *s, const struct sync_record *r,
	   const struct stat *st, off_t upto)
{
	return s->boot[0] && memcmp(r->boot, s->boot, sizeof r->boot) == 0 &&
	       r->device == st->st_dev && r->inode == st->st_ino &&
	       r->upto >= upto && st->st_size >= r->upto;
}

/* Under the lock. */
static int
sync_for_all(struct group_sync *s, int fd, off_t upto)
{
	struct sync_record r;
	struct stat st;

	memset(&r, 0, sizeof r);
	if (fstat(fd, &st) || sync_dirs(s))
		return -1;
	if (pread(s->fd, &r, sizeof r, 0) == (ssize_t)sizeof r &&
	    is_covered(s, &r, &st, upto))
		return 0;
	if (fdatasync(fd))
		return -1;
	memset(&r, 0, sizeof r);
	memcpy(r.boot, s->boot, sizeof r.boot);
	r.device = st.st_dev;
	r.inode = st.st_ino;
	r.upto = st.st_size;
	/* Without a record the next writer syncs again. */
	if (pwrite(s->fd, &r, sizeof r, 0) != (ssize_t)sizeof r &&
	    ftruncate(s->fd, 0))
		return -1;
	return 0;
}

/* Nobody learns of it, so others sync again. */
static int
sync_alone(struct group_sync *s, int fd)
{
	return sync_dirs(s) || fdatasync(fd) ? -1 : 0;
}

/* After a wait in vain, only looks whether the lock is free. */
static int
take_lock(struct group_sync *s)
{
	int bad = s->jammed ? lock_try(s->fd) : lock_take(s->fd);

	s->jammed = bad && (errno == ETIMEDOUT || errno == EWOULDBLOCK);
	return bad;
}

int
group_sync_upto(struct group_sync *s, int fd, off_t upto)
{
	int failed, error;

	if (s->fd < 0)
		s->fd = open_file(AT_FDCWD, s->path,
				  O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
	if (s->fd < 0)
		return -1;
	if (take_lock(s))
		return s->jammed ? sync_alone(s, fd) : -1;
	failed = sync_for_all(s, fd, upto);
	error = errno;
	lock_release(s->fd);
	errno = error;
	return failed;
}
