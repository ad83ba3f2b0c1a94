/*
 * group_sync - one fdatasync(2) for all writers that wait for one.
 *
 * Writers queue for the lock of STATE/journal/.sync, a file that records how
 * far which day's file is on the disk.  A writer that gets the lock returns at
 * once if another writer's sync covered its line; otherwise it syncs all that
 * has been written by then.  So under load the disk sets the number of syncs,
 * not the number of hooks.
 */
#ifndef ECHOAPP_GROUP_SYNC_H
#define ECHOAPP_GROUP_SYNC_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct group_sync {
	char path[PATH_MAX];
	char dir[PATH_MAX];
	int fd;		      /* of the lock file; -1: not open */
	bool dirs_are_synced; /* the file's directory entry is on the disk */
	char boot[37];	      /* the kernel's boot_id */
	bool jammed;	      /* the last wait for the lock was in vain */
};

/* `dir`, the journal's directory, is copied.  Opens nothing yet. */
void group_sync_init(struct group_sync *, const char *dir);
void group_sync_close(struct group_sync *);

/* The file that is synced next may be another one than before. */
void group_sync_forget_dirs(struct group_sync *);

/*
 * Returns 0 when the first `upto` bytes of the file and its directory entry are
 * on the disk; or -1 with errno.  If another process keeps the lock, syncs
 * without it.
 */
int group_sync_upto(struct group_sync *, int fd, off_t upto);

#endif
