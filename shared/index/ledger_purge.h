/*
 * ledger_purge - takes the records of purged days out of the ledger.
 *
 * A record is needed as long as its call is in the journal, because an index
 * made anew takes its times from the ledger.  Cursors of exports stay good:
 * they are times, and the last line stays.
 */
#ifndef ECHOAPP_LEDGER_PURGE_H
#define ECHOAPP_LEDGER_PURGE_H

#include "index.h"

/*
 * Takes out the records of calls that began before the date and are not in the
 * index, which has read the whole journal.  Calls of later days stay, because a
 * day whose file is gone without purge may come back.  Under the lock of
 * STATE/index.lock.  Returns how many went, or -1 with the reason, which does
 * no harm: the next fold makes the index anew if it has to.
 */
int64_t ledger_purge(struct index *, const char *state_dir, timestamp before,
		     struct error *);

#endif
