/* make_dirs - makes a directory and its parents. */
#ifndef ECHOAPP_MAKE_DIRS_H
#define ECHOAPP_MAKE_DIRS_H

/*
 * Makes what is missing, with mode 0700, and puts the new names on the disk.
 * Returns 0, or -1 with errno.
 */
int make_dirs(const char *path);

#endif
