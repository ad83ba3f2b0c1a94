/* program_dir - the directory of the running program. */
#ifndef ECHOAPP_PROGRAM_DIR_H
#define ECHOAPP_PROGRAM_DIR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the directory's real path, without a slash at the end.  Uses the path
 * that was given to execve(2), because /proc may not be mounted.  False: the
 * path is unknown or does not fit into `size` bytes, and `into` is "".
 */
bool program_dir(char *into, size_t size);

#endif
