/*
 * reverse_lines - reads the lines of a file from its end.
 *
 * So the last lines of a huge file cost no more than those of a small one.
 */
#ifndef ECHOAPP_REVERSE_LINES_H
#define ECHOAPP_REVERSE_LINES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

struct reverse_lines {
	int fd;
	off_t offset;	      /* in the file, of `unread` */
	struct buffer unread; /* bytes not returned as lines yet */
};

/*
 * Starts before `end`, which is 0 or the offset after a newline; the -1 of a
 * failed reverse_lines_file_end() counts as 0.  The struct is zeroed, or was
 * used before; the descriptor stays the caller's.
 */
void reverse_lines_start(struct reverse_lines *, int fd, off_t end);
void reverse_lines_free(struct reverse_lines *);

/*
 * Gets the line before the last one, without its newline; good until the next
 * call.  False: there are no more, or reading failed.
 */
bool reverse_lines_next(struct reverse_lines *, const char **line, size_t *len);

/* The offset after the file's last newline, 0 without one; -1 with errno. */
off_t reverse_lines_file_end(int fd);

#endif
