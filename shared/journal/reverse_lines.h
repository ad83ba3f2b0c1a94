/*
 * back - reads the lines of a file from its end, so that the last of a huge
 * one cost no more than those of a small one.
 */
#ifndef ECHOAPP_BACK_H
#define ECHOAPP_BACK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

struct back {
	int fd;
	off_t at;	    /* what is in hand begins there */
	struct buffer held; /* read, and not told yet */
};

/*
 * Begins in front of `end`, which lies behind a newline or is 0.  A zeroed
 * struct, or one used before, is ready.
 */
void back_start(struct back *, int fd, off_t end);
void back_free(struct back *);

/*
 * The line before the last one told, without its newline; good until the next
 * call.  False: there is none, or it cannot be read.
 */
bool back_line(struct back *, const char **line, size_t *len);

/* Behind the last newline; -1 with errno. */
off_t back_end(int fd);

#endif
