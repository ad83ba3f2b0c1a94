/* dirs - a directory, and those it stands in. */
#ifndef ECHOAPP_DIRS_H
#define ECHOAPP_DIRS_H

/* Makes those that are missing, mode 0700.  Returns 0, or -1 with errno. */
int make_dirs(const char *path);

#endif
