/*
 * journal - what happened, one line each, in STATE/journal/YYYYMMDD.ndjson.
 *
 * The day is that of the line's own time, in UTC.  Files are only appended
 * to, mode 0600, in a directory of mode 0700.
 *
 * A writer holds flock(LOCK_EX) on the day's file and adds its line with one
 * write(2).  Any program in any language may take part by doing the same.  A
 * reader takes no lock, and ignores a last line without its newline.
 *
 * What ends without a newline when a writer comes (a full disk, a power cut, a
 * kill between two pages of a line) is closed with one, so that no line is ever
 * glued to a torn one.  A line that did not fit is taken back.
 *
 * A file that was replaced by rename (flock is held on it, then) is left at
 * once for its successor; one that was moved away, within a second.
 */
#ifndef ECHOAPP_JOURNAL_H
#define ECHOAPP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

struct journal;

/* Opens nothing yet, and never fails; `state_dir` is copied. */
struct journal *journal_new(const char *state_dir);
void journal_free(struct journal *);

/*
 * Appends a line, its newline included, to the file of the day of `when`;
 * `durable`: and returns only when it is on the disk.  Creates what is
 * missing.  Returns 0, or -1 with errno set; journal_error() then says it in
 * words.
 */
int journal_append(struct journal *, const struct timespec *when,
		   const char *line, size_t len, bool durable);

/* The file that was last written to, "" at first, and where our line ends. */
const char *journal_file(const struct journal *);
off_t journal_end(const struct journal *);

/* What could not be done to which path; no errno text. */
const char *journal_error(const struct journal *);

#endif
