/*
 * journal_pack - compresses closed days of the journal.
 *
 * The compressed file is written beside the other under a name of its own,
 * read again, synced and renamed; only then the other is removed, under its
 * lock.  So a day is whole at any time; after a crash both files may be there,
 * of which day_reader.h reads one.
 */
#ifndef ECHOAPP_JOURNAL_PACK_H
#define ECHOAPP_JOURNAL_PACK_H

#include <stdbool.h>

#include "base/error.h"
#include "journal_days.h"

/*
 * Days that begin before it may be compressed: neither today nor yesterday,
 * which late programs may still write to, and whose lines limits read.
 */
timestamp journal_pack_limit(timestamp now);

/* Does the day have lines that are not compressed? */
bool journal_pack_is_due(const struct journal_day *, timestamp before);

/* Is told again and again how many bytes of the day's lines are compressed; it
 * begins again if the day has changed meanwhile. */
struct journal_pack_progress {
	void (*done)(void *arg, off_t bytes);
	void *arg;
};

/*
 * Compresses a day: with Zstandard, or as lines of it were before.  The
 * progress may be NULL.  Returns 0 with the bytes of the compressed file, or -1
 * with the reason.
 */
int journal_pack_day(const struct journal_days *, const struct journal_day *,
		     const struct journal_pack_progress *, off_t *bytes,
		     struct error *);

#endif
