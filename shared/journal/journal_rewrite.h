/*
 * journal_rewrite - rewrites a day's file while programs append to it.
 *
 * The new file is written beside the old one and renamed over it under its
 * lock, which writers notice (journal.h).  Most of it is written before the
 * lock is taken, so hooks wait only for the lines appended meanwhile.
 */
#ifndef ECHOAPP_JOURNAL_REWRITE_H
#define ECHOAPP_JOURNAL_REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "journal_days.h"

/* Replaces every value that names a person who was erased. */
#define JOURNAL_ERASED "erased"

/*
 * Appends the new line to `out`, without a newline, and returns true; or
 * returns false to keep the line as it is.
 */
typedef bool journal_rewrite_fn(void *arg, struct buffer *out, const char *line,
				size_t len);

/*
 * Where a reader has stopped: just before the new file takes the place of the
 * old one, `moves` gets the new file and the same position in it.
 */
struct journal_rewrite_position {
	off_t offset; /* in the old file; at the beginning of a line */
	void (*moves)(void *arg, const char *file, int new_file, off_t offset);
	void *arg;
};

/*
 * Calls the function for every line; for some twice, if the file is replaced
 * meanwhile.  A compressed file stays compressed.  Returns 0 with the number of
 * lines that changed, or -1 with errno and a text that names the file. The file
 * stays as it was on failure, and if no line changed.  The position, of the
 * file that is not compressed, may be NULL.
 */
int journal_rewrite_day(const struct journal_days *, const char *day,
			journal_rewrite_fn *, void *arg,
			const struct journal_rewrite_position *,
			uint64_t *changed, struct error *);

#endif
