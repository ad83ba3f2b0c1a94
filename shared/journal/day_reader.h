/*
 * day_reader - reads a day of the journal, compressed or not, at any offset.
 *
 * A day's bytes are those of the compressed file, and behind them those of the
 * file that programs append to, because a late program may begin that anew.  If
 * one of the two is a copy of the other, as after a crash while a day was
 * compressed, only one of them is read.
 */
#ifndef ECHOAPP_DAY_READER_H
#define ECHOAPP_DAY_READER_H

#include <sys/stat.h>

#include "base/error.h"
#include "journal_days.h"

struct day_reader {
	int dir; /* the caller's */
	char day[DAY_FILE_SIZE];
	int fd;		       /* of the file appended to; -1: there is none */
	struct packed *packed; /* NULL: there is none, or it is not open yet */
	enum packed_kind kind; /* of the compressed file that is read, if any */
	off_t packed_bytes;    /* that it unpacks to; 0: it is not read */
};

/* A reader of the file that programs append to, if that is all there is. */
#define DAY_READER_OF(descriptor)                                              \
	((struct day_reader){ .dir = -1, .fd = (descriptor) })

/*
 * Opens a day in the directory of the journal.  Returns 0, after which
 * day_reader_close() frees it; or -1 with errno, and day_reader_explain() says
 * why.
 */
int day_reader_open(struct day_reader *, int dir, const char *day);
void day_reader_close(struct day_reader *);

/*
 * The same without a look at the compressed file, of which `packed_bytes` bytes
 * are known to be read, until they are asked for.
 */
int day_reader_open_known(struct day_reader *, int dir,
			  const struct journal_day *, off_t packed_bytes);

/* Bytes there are now; -1 with errno. */
off_t day_reader_size(const struct day_reader *);

/* Like pread(2), but may read less when there is more. */
ssize_t day_reader_read(struct day_reader *, char *into, size_t n,
			off_t offset);
/* The same with the reader as `void *`, for lines.h. */
ssize_t day_reader_read_lines(void *reader, char *into, size_t n, off_t offset);

/* Reads all that is there; fewer than n bytes are the last.  -1 with errno. */
ssize_t day_reader_read_all(struct day_reader *, char *into, size_t n,
			    off_t offset);

/*
 * The offset after the last newline, 0 without one; -1 with errno.  Prepares
 * the reader to be read backwards from there.
 */
off_t day_reader_end(struct day_reader *);

/* Like error_text(). */
const char *day_reader_error(int error);

/*
 * After a failure, with its errno: sets the text, which names the file and ends
 * with what can be done.  Returns -1 for error_set().
 */
int day_reader_explain(const struct day_reader *, struct error *);

#endif
