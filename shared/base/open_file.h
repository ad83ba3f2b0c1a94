/* open_file - opens regular files, and tells whether a path still names one. */
#ifndef ECHOAPP_OPEN_FILE_H
#define ECHOAPP_OPEN_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Opens a file like openat(2); the path may be absolute.  A pipe, a device, a
 * socket or a directory in its place fails with OPEN_FILE_OTHER, and is not
 * waited for.  While this process or the system has too many files open, it
 * waits for at most DEADLINE_MS, and no longer than until the deadline
 * (deadline.h); after a wait in vain, the next calls do not wait until one of
 * them succeeds.  /dev/null may be read.  The descriptor is not inherited by
 * other programs.
 */
int open_file(int dir, const char *path, int flags, mode_t mode);

/*
 * The errno of open_file() for what is no regular file; error_text() says so,
 * while strerror(3) says "Wrong medium type".
 */
#define OPEN_FILE_OTHER EMEDIUMTYPE

/* Is that errno of open_file() too many open files, which may pass? */
bool open_file_is_short(int error);

/*
 * `open` is what fstat() told about the open file.  Returns false if the path
 * names another file, a symbolic link, or nothing.
 */
bool open_file_is_current(const struct stat *open, const char *path);

#endif
