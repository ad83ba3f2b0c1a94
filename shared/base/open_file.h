/* open_file - whether a path still names a file that is open. */
#ifndef ECHOAPP_OPEN_FILE_H
#define ECHOAPP_OPEN_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * `open` is what fstat() told about the open file.  Returns false if the path
 * names another file, a symbolic link, or nothing.
 */
bool open_file_is_current(const struct stat *open, const char *path);

#endif
