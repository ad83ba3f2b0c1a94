/*
 * purge_days - takes the lines before a date out of the journal.
 *
 * A day keeps the lines of what goes on after the date (going_on.h).  The sums
 * of the lines removed stay in one carried line (carried.h), the first of the
 * last file from before the date; the other files of which nothing stays go.
 * A purge that is killed leaves every count and record right (entity_keys.h),
 * and the next one completes it.  Only on a full disk it may leave halves of
 * what goes on, because a file is then changed in place (journal_cut.h), and
 * there may be no space to tell what stays.
 */
#ifndef ECHOAPP_PURGE_DAYS_H
#define ECHOAPP_PURGE_DAYS_H

#include "purge_count.h"

/*
 * Takes all lines out of these days except those of the keys, and sorts the
 * array.  Returns 0, or -1 with the reason.
 */
int purge_days(const struct journal_days *, const struct entity_keys *,
	       struct purge_day *, size_t count, struct error *);

/*
 * Can these days be locked?  Returns 0, or -1 with the reason, when
 * purge_days() would end in the middle.
 */
int purge_days_check(const struct journal_days *, const struct purge_day *,
		     size_t count, struct error *);

/* Completes a purge that was killed; the same. */
int purge_days_resume(const struct journal_days *, struct error *);

#endif
