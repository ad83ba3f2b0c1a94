/*
 * watched - a file that is read again when it changes.
 *
 * It is looked at once a second at most.  A change is what the inode says
 * (st_ctim, its size, its number), so a chmod is one, too: it may be what was
 * missing to read the file, and it leaves st_mtim as it was.
 */
#ifndef ECHOAPP_WATCHED_H
#define ECHOAPP_WATCHED_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct file_watch {
	char *path;	       /* absolute; ours to free */
	struct timespec ctime; /* these three: the version that was opened */
	off_t size;
	ino_t inode;
	time_t checked;
};

/* Takes the path over.  Nobody has read the file yet. */
void file_watch_init(struct file_watch *, char *path);

/*
 * Opens the file for reading and remembers which version that is, also when
 * it cannot be opened; then it returns -1, and errno says why.  It never
 * waits, not even for a pipe that nobody writes to.
 */
int file_watch_open(struct file_watch *);

/*
 * Is there another version than file_watch_open() saw?  A file that is gone is
 * none: it may be in the middle of being replaced.
 */
bool file_watch_changed(struct file_watch *);

void file_watch_free(struct file_watch *);

#endif
