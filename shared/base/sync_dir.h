/*
 * sync_dir - puts the entries of a directory on the disk.
 *
 * fsync(2) of a file does not sync its name.  After a power cut, a file that is
 * new, was renamed or was removed is as it was before, until its directory has
 * been synced.
 */
#ifndef ECHOAPP_SYNC_DIR_H
#define ECHOAPP_SYNC_DIR_H

/*
 * Syncs an open directory.  Returns 0, also on a file system that cannot sync
 * directories; or -1 with errno.
 */
int sync_dir(int dir);

/*
 * Syncs the directory that has the entry of that path.  Returns 0, also if this
 * process may not read the directory, without which nobody can sync it; or -1
 * with errno.
 */
int sync_dir_of(const char *path);

#endif
