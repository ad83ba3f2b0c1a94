/* watched - a file that is read again when it changes. */

#include "file_watch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static void
remember(struct watched *w, const struct stat *st)
{
	w->changed = st->st_ctim;
	w->size = st->st_size;
	w->inode = st->st_ino;
}

static bool
is_another(const struct watched *w, const struct stat *st)
{
	return w->changed.tv_sec != st->st_ctim.tv_sec ||
	       w->changed.tv_nsec != st->st_ctim.tv_nsec ||
	       w->size != st->st_size || w->inode != st->st_ino;
}

void
watched_begin(struct watched *w, char *path)
{
	*w = (struct watched){ .path = path, .looked = time(NULL) };
}

int
watched_open(struct watched *w)
{
	struct stat st;
	int fd;

	/* First, lest what is mended in between counts as read. */
	if (stat(w->path, &st) == 0)
		remember(w, &st);
	fd = open(w->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0)
		remember(w, &st);
	return fd;
}

bool
watched_changed(struct watched *w)
{
	time_t now = time(NULL);
	struct stat st;

	if (now == w->looked)
		return false;
	w->looked = now;
	return stat(w->path, &st) == 0 && is_another(w, &st);
}

void
watched_end(struct watched *w)
{
	free(w->path);
	*w = (struct watched){ 0 };
}
