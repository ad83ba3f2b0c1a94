/*
 * contents - a whole file, read at once.
 *
 * Not mapped: who writes into a mapped file in place takes the program that
 * reads it along.
 */
#ifndef ECHOAPP_CONTENTS_H
#define ECHOAPP_CONTENTS_H

#include <stddef.h>
#include <sys/stat.h>

#include "buffer.h"
#include "error.h"

/*
 * Appends the file's bytes, `max` of them at most.  Returns 0, or -1 with
 * words in `error` that do not name the file.  *st is of the file that was
 * opened, and all zero when there was none to be opened.
 */
int read_file(const char *path, size_t max, struct buffer *, struct stat *st,
	      struct error *error);

#endif
