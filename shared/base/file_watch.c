/* file_watch - notices that a file changed, so that it is read again. */

#include "file_watch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "open_file.h"

static void
save_version(struct file_watch *w, const struct stat *st)
{
	w->ctime = st->st_ctim;
	w->size = st->st_size;
	w->inode = st->st_ino;
}

static bool
is_changed(const struct file_watch *w, const struct stat *st)
{
	return w->ctime.tv_sec != st->st_ctim.tv_sec ||
	       w->ctime.tv_nsec != st->st_ctim.tv_nsec ||
	       w->size != st->st_size || w->inode != st->st_ino;
}

void
file_watch_init(struct file_watch *w, char *path)
{
	*w = (struct file_watch){ .path = path, .checked = time(NULL) };
}

int
file_watch_open(struct file_watch *w)
{
	struct stat st;
	int fd;

	/*
	 * Before open(), so that a correction between the two counts as a
	 * change.
	 */
	if (stat(w->path, &st) == 0)
		save_version(w, &st);
	fd = open_file(AT_FDCWD, w->path, O_RDONLY, 0);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0)
		save_version(w, &st);
	return fd;
}

bool
file_watch_changed(struct file_watch *w)
{
	time_t now = time(NULL);
	struct stat st;

	if (now == w->checked)
		return false;
	w->checked = now;
	return stat(w->path, &st) == 0 && is_changed(w, &st);
}

void
file_watch_free(struct file_watch *w)
{
	free(w->path);
	*w = (struct file_watch){ 0 };
}
