/*
 * connect_tail - the lines of connects that come to the journal.
 *
 * Other lines are passed over unparsed, which takes a fraction of a microsecond
 * each.
 */
#ifndef ECHOAPP_CONNECT_TAIL_H
#define ECHOAPP_CONNECT_TAIL_H

#include <sys/types.h>

#include "base/timestamp.h"
#include "journal/journal_line.h"

/* Yesterday's file, because a slow program may still write to it; today's. */
#define CONNECT_TAIL_DAYS 2

/* Where to begin in the file of a day. */
struct connect_tail_start {
	ino_t inode; /* of the file; 0: the day has none */
	off_t offset;
};

struct connect_tail;

/* Opens no file yet.  `state_dir` is copied. */
struct connect_tail *connect_tail_new(const char *state_dir);
void connect_tail_free(struct connect_tail *); /* allows NULL */

/*
 * Begins there, in the files of the day before `now` and of that day.  Returns
 * 0; or -1: they are other files by now.
 */
int connect_tail_begin(struct connect_tail *, timestamp now,
		       const struct connect_tail_start[CONNECT_TAIL_DAYS]);

/*
 * Calls `each` for the connects that came since.  Returns 0; or -1: begin
 * again, because a file was replaced, a line cannot be read, too much is new,
 * or another day is today.
 */
int connect_tail_read(struct connect_tail *, timestamp now,
		      void (*each)(void *, const struct journal_line *),
		      void *arg);

#endif
