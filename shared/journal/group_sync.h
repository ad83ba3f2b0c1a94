/*
 * sync - one fdatasync(2) for all who wait for one.
 *
 * Writers queue at a lock file beside the journal, which says how far which
 * file is on the disk.  Who comes to the head of the queue and finds its line
 * covered by another's sync goes on at once; otherwise it syncs for all that
 * has been written by then.  So under load the number of syncs is that of the
 * disk, not that of the hooks.
 */
#ifndef ECHOAPP_GROUP_SYNC_H
#define ECHOAPP_GROUP_SYNC_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct group_sync {
	char path[PATH_MAX];
	char dir[PATH_MAX];
	int fd;		     /* of the lock file; -1: not open */
	ino_t synced_dir_of; /* the file whose directory entry was synced */
	char boot[37];	     /* the kernel's boot_id: what a crash makes void */
};

void group_sync_init(struct group_sync *, const char *dir);
void group_sync_close(struct group_sync *);

/*
 * Returns when the first `upto` bytes of the file are on the disk, and its
 * name in the directory too; 0, or -1 with errno.
 */
int group_sync_upto(struct group_sync *, int fd, off_t upto);

#endif
