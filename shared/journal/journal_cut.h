/*
 * journal_cut - removes lines from a day while programs append to it.
 *
 * Of what stays, all is held in memory, so it is for days of which few lines
 * stay.  The new file replaces the old one with a rename (journal_swap.h).  A
 * compressed day stays so; if it has two files (day_reader.h), it is compressed
 * into one before.
 *
 * If the disk is too full for another file, the old file is overwritten from
 * its beginning and truncated.  That takes no space, except on file systems
 * that copy on write.  SIGKILL or a power cut in between can tear a line that
 * stays, and leaves lines that should go; a compressed file cannot be read
 * then.
 */
#ifndef ECHOAPP_JOURNAL_CUT_H
#define ECHOAPP_JOURNAL_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "journal_days.h"

struct journal_cut {
	/* The file is read from its first line: for the first time, or again
	 * because another process replaced it. */
	void (*start)(void *arg);
	/* Does the line stay? */
	bool (*keeps)(void *arg, const char *line, size_t len);
	/* After all lines: appends what the file begins with. */
	void (*add_head)(void *arg, struct buffer *);
	void *arg;
};

/*
 * Returns 0; or -1 with errno, and the day is as it was, unless even its old
 * bytes cannot be written again.
 */
int journal_cut_day(const struct journal_days *, const char *day,
		    const struct journal_cut *);

/*
 * Removes a day if it has exactly `size` bytes, unpacked, under its lock, so
 * that a late writer notices.  Returns 0, also if there is no such day; or -1
 * with errno.
 */
int journal_cut_remove(const struct journal_days *, const char *day,
		       off_t size);

#endif
