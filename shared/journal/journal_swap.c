/* journal_swap - a new file for a day, which replaces the old one. */

#include "journal_swap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open_file.h"
#include "base/sync_dir.h"
#include "day_lock.h"

static void
format_new_name(char name[sizeof((struct journal_swap){ 0 }.new_name)],
		const char *file)
{
	snprintf(name, sizeof((struct journal_swap){ 0 }.new_name), ".%.8s.new",
		 file);
}

/*
 * What is no file under the new one's name is nobody's: it is removed, unless
 * it is a directory with something in it.
 */
static int
open_new_name(const struct journal_swap *s)
{
	const int flags = O_WRONLY | O_CREAT | O_NOFOLLOW;
	int fd = open_file(s->days->dir, s->new_name, flags, 0600);

	if (fd >= 0 || errno != OPEN_FILE_OTHER)
		return fd;
	if (unlinkat(s->days->dir, s->new_name, 0) == 0 ||
	    unlinkat(s->days->dir, s->new_name, AT_REMOVEDIR) == 0)
		return open_file(s->days->dir, s->new_name, flags, 0600);
	errno = OPEN_FILE_OTHER;
	return -1;
}

/*
 * Opens and locks the new file.  If it exists, a killed process left it behind,
 * or another process is working on it, and the lock waits for its end.
 */
static int
open_new_file(const struct journal_swap *s)
{
	struct stat open, named;
	int fd = open_new_name(s);

	if (fd < 0)
		return -1;
	if (day_lock_take_growing(s->days, s->new_name, fd) ||
	    fstat(fd, &open)) {
		close(fd);
		return -1;
	}
	if (fstatat(s->days->dir, s->new_name, &named, AT_SYMLINK_NOFOLLOW) ||
	    named.st_ino != open.st_ino) {
		close(fd);
		errno = ESTALE;
		return -1;
	}
	if (ftruncate(fd, 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Root may rewrite the file; it stays that of the programs. */
static int
copy_owner(const struct journal_swap *s)
{
	struct stat st;

	if (fstat(s->old, &st))
		return -1;
	return st.st_uid == geteuid() ? 0
				      : fchown(s->new, st.st_uid, st.st_gid);
}

int
journal_swap_open(struct journal_swap *s, const struct journal_days *d,
		  const char *file)
{
	int error;

	*s = (struct journal_swap){ .days = d, .file = file, .old = -1 };
	format_new_name(s->new_name, file);
	s->new = open_new_file(s);
	error = errno;
	s->old = journal_days_open_file(d, file, O_RDWR);
	if (s->old < 0)
		return -1;
	errno = error;
	return s->new < 0 ? -1 : copy_owner(s);
}

int
journal_swap_check(const struct journal_swap *s)
{
	struct stat open, named;

	if (fstat(s->old, &open) ||
	    fstatat(s->days->dir, s->file, &named, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (open.st_ino == named.st_ino && open.st_dev == named.st_dev)
		return 0;
	errno = ESTALE;
	return -1;
}

int
journal_swap_publish(const struct journal_swap *s)
{
	if (renameat(s->days->dir, s->new_name, s->days->dir, s->file))
		return -1;
	return sync_dir(s->days->dir);
}

void
journal_swap_close(struct journal_swap *s, bool published)
{
	int error = errno;

	/* After the rename the name is gone already. */
	if (!published && s->new >= 0)
		unlinkat(s->days->dir, s->new_name, 0);
	if (s->new >= 0)
		close(s->new);
	if (s->old >= 0)
		close(s->old);
	s->old = s->new = -1;
	errno = error;
}

void
journal_swap_clean(const struct journal_days *days, const char *file)
{
	struct journal_swap s;

	format_new_name(s.new_name, file);
	unlinkat(days->dir, s.new_name, 0);
}
