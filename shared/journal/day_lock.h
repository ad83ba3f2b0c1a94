/*
 * day_lock - the locks of a day's files, for those who change what is in them.
 *
 * Programs hold the lock of a day's file for microseconds, so whoever cannot
 * get it soon gives up, and can say which process has it.
 */
#ifndef ECHOAPP_DAY_LOCK_H
#define ECHOAPP_DAY_LOCK_H

#include "base/error.h"
#include "journal_days.h"

/*
 * Takes the lock of an open file of the journal's directory, whose name is for
 * day_lock_error(); "." for the directory.  Waits for DEADLINE_MS at most.
 * Returns 0, or -1 with errno, which is ETIMEDOUT then; lock_release() frees
 * it.
 */
int day_lock_take(const struct journal_days *, const char *file, int fd);

/*
 * The same for a file that another process may be writing for long: waits as
 * long as the file grows, and a minute more.
 */
int day_lock_take_growing(const struct journal_days *, const char *file,
			  int fd);

/*
 * Can the lock of a day be had?  So that work on many days does not end in the
 * middle.  Returns 0, also if there is no such file; or -1 with the reason.
 */
int day_lock_check(const struct journal_days *, const char *file,
		   struct error *);

/*
 * Like day_reader_error(); of ETIMEDOUT it says which process holds the lock of
 * which file.  Good until the next call of a function here.
 */
const char *day_lock_error(int error);

#endif
