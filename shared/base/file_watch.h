/*
 * file_watch - notices that a file changed, so that it is read again.
 *
 * stat(2) is called once a second at most.  A change is a new st_ctim, size or
 * inode number.  So a chmod counts, which may be what was missing to read the
 * file and does not change st_mtim.
 */
#ifndef ECHOAPP_FILE_WATCH_H
#define ECHOAPP_FILE_WATCH_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct file_watch {
	char *path;	       /* absolute; owned by this struct */
	struct timespec ctime; /* this and the next two: the opened version */
	off_t size;
	ino_t inode;
	time_t checked; /* when stat(2) was called last, in seconds */
};

/* Takes over the path, which is from malloc().  Opens nothing yet. */
void file_watch_init(struct file_watch *, char *path);

/*
 * Opens the file for reading and remembers its version, even if the file cannot
 * be opened; then returns -1 with errno, as open_file() does.
 */
int file_watch_open(struct file_watch *);

/*
 * Is the version another one than file_watch_open() saw?  A missing file has
 * not changed, because a new version may be about to replace it.
 */
bool file_watch_changed(struct file_watch *);

void file_watch_free(struct file_watch *);

#endif
