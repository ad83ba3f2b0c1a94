/*
 * journal - appends lines to STATE/journal/YYYYMMDD.ndjson, one for each hook.
 *
 * The day is the UTC day of the line's time.  Files are only appended to, and
 * have mode 0600 in a directory of mode 0700.
 *
 * A writer holds flock(LOCK_EX) on the day's file and appends its line with one
 * write(2).  Any program in any language may do the same.  A reader takes no
 * lock, and ignores a last line without its newline.
 *
 * If the file ends in a torn line (after a full disk, a power cut, or a kill
 * between two pages of a line), the next writer ends it with a newline, so no
 * line is appended to a torn one.  A line that does not fit is removed again.
 *
 * A file may be replaced by rename, under its lock: writers then continue in
 * the new file at once.  From a file that was moved away they change within a
 * second.
 */
#ifndef ECHOAPP_JOURNAL_H
#define ECHOAPP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

struct journal;

/* Opens no file yet.  Never returns NULL; `state_dir` is copied. */
struct journal *journal_new(const char *state_dir);
void journal_free(struct journal *);

/*
 * Appends a line, which includes its newline, to the file of the day of `when`.
 * Creates missing directories.  `durable`: returns only when the line is on the
 * disk.  Returns 0, or -1 with errno and journal_error().
 *
 * Waits for the lock until the deadline (base/deadline.h).  After a wait in
 * vain, journal_is_jammed(), no call waits until one gets the lock.
 */
int journal_append(struct journal *, const struct timespec *when,
		   const char *line, size_t len, bool durable);

/*
 * Is the lock of journal_current_path() held by another process for so long
 * that journal_append() failed, or are there too many open files?  Then the
 * line was not written, and another try may succeed.
 */
bool journal_is_jammed(const struct journal *);
const char *journal_current_path(const struct journal *);

/*
 * Was the line of the last journal_append() written?  If that failed, it may
 * only have failed to sync the line.
 */
bool journal_has_line(const struct journal *);

/* The next journal_append() waits, although the last one waited in vain. */
void journal_wait_again(struct journal *);

/*
 * The name of the file last written to, "" before the first line, and where our
 * last line ends in it.
 */
const char *journal_file(const struct journal *);
off_t journal_end(const struct journal *);

/* "cannot DO PATH", of the last failure; without the text of its errno. */
const char *journal_error(const struct journal *);
int journal_errno(const struct journal *);

#endif
