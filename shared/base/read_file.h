/*
 * read_file - reads a whole file at once.
 *
 * The file is not mapped, because truncating a mapped file kills the programs
 * that read it.
 */
#ifndef ECHOAPP_READ_FILE_H
#define ECHOAPP_READ_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "buffer.h"
#include "error.h"

/*
 * Appends the file's bytes, or fails if there are more than `max`.  Returns 0,
 * or -1 with a text that does not name the file.  *st is that of the opened
 * file, and all zero if it could not be opened.
 */
int read_file(const char *path, size_t max, struct buffer *, struct stat *st,
	      struct error *error);

#endif
