/*
 * reverse_lines - reads the lines of a day from its end.
 *
 * So the last lines of a huge file cost no more than those of a small one, if
 * it is not compressed, or was by packed_write.h.
 */
#ifndef ECHOAPP_REVERSE_LINES_H
#define ECHOAPP_REVERSE_LINES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "day_reader.h"

struct reverse_lines {
	struct day_reader *from;
	off_t offset;	      /* in the day, of `unread` */
	struct buffer unread; /* bytes not returned as lines yet */
	bool failed;	      /* reading did; errno is why */
};

/*
 * Starts before `end`, which is 0 or the offset after a newline, as from
 * day_reader_end(); -1 counts as 0.  The struct is zeroed, or was used before;
 * the reader stays the caller's.
 */
void reverse_lines_start(struct reverse_lines *, struct day_reader *from,
			 off_t end);
void reverse_lines_free(struct reverse_lines *);

/*
 * Gets the line before the last one, without its newline; good until the next
 * call.  False: there are no more, or `failed`.
 */
bool reverse_lines_next(struct reverse_lines *, const char **line, size_t *len);

#endif
