/*
 * back - reads the lines of a file from its end, so that the last of a huge
 * one cost no more than those of a small one.
 */
#ifndef ECHOAPP_REVERSE_LINES_H
#define ECHOAPP_REVERSE_LINES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

struct reverse_lines {
	int fd;
	off_t offset;	      /* what is in hand begins there */
	struct buffer unread; /* read, and not told yet */
};

/*
 * Begins in front of `end`, which lies behind a newline or is 0.  A zeroed
 * struct, or one used before, is ready.
 */
void reverse_lines_start(struct reverse_lines *, int fd, off_t end);
void reverse_lines_free(struct reverse_lines *);

/*
 * The line before the last one told, without its newline; good until the next
 * call.  False: there is none, or it cannot be read.
 */
bool reverse_lines_next(struct reverse_lines *, const char **line, size_t *len);

/* Behind the last newline; -1 with errno. */
off_t reverse_lines_file_end(int fd);

#endif
