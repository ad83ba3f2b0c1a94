/*
 * lines - the whole lines of a file that others append to.
 *
 * A last line without its newline is not there yet.
 */
#ifndef ECHOAPP_LINES_H
#define ECHOAPP_LINES_H

#include <stddef.h>
#include <sys/types.h>

#include "buffer.h"

struct lines {
	int fd;
	off_t offset; /* of the line that comes next */
	off_t end;    /* nothing is read from there on */
	struct buffer chunk;
	size_t at; /* in the piece */
};

/*
 * The next line, without its newline and good until the next call.  1: there
 * is one; 0: no more; -1: errno.
 */
int lines_next(struct lines *, const char **line, size_t *len);

void lines_free(struct lines *);

#endif
