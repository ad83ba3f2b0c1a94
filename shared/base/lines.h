/*
 * lines - the lines of a file that other processes append to.
 *
 * A last line without its newline is not read, because its writer may not have
 * finished it.
 */
#ifndef ECHOAPP_LINES_H
#define ECHOAPP_LINES_H

#include <stddef.h>
#include <sys/types.h>

#include "buffer.h"

/*
 * Set fd, or read and arg, and offset and end before the first call; the rest
 * is zeroed.
 */
struct lines {
	int fd;
	/* Like pread(2), in place of fd; NULL: not. */
	ssize_t (*read)(void *arg, char *into, size_t n, off_t offset);
	void *arg;
	off_t offset; /* in the file, of the next line */
	off_t end;    /* the file is read up to there */
	struct buffer chunk;
	size_t at; /* offset in the chunk of the next line */
};

/*
 * Reads the next line; *line is without its newline, and good until the next
 * call.  Returns 1, or 0 after the last line, or -1 with errno.
 */
int lines_next(struct lines *, const char **line, size_t *len);

void lines_free(struct lines *);

#endif
