/*
 * recorder - writes each exchange into the journal before it is answered.
 *
 * While another process keeps the journal's lock, lines wait in memory
 * (journal/spool.h); hooks that find no space there are lost.  Lost hooks are
 * counted at once (journal/losses.h), and in the next line that is written.  Of
 * refusals of unread requests only some are written (refusal_log.h).
 *
 * Processes that are forked after recorder_open() tell each other's losses.
 */
#ifndef ECHOAPP_RECORDER_H
#define ECHOAPP_RECORDER_H

#include <stdbool.h>
#include <time.h>

#include "base/buffer.h"
#include "exchange.h"
#include "journal/journal.h"
#include "journal/spool.h"
#include "method.h"
#include "refusal_log.h"
#include "untold_losses.h"

/* A zeroed struct has no journal yet. */
struct recorder {
	struct journal *journal;
	struct spool spool;
	char *state_dir;
	struct untold_losses *untold;
	struct lost_hooks lost; /* to be told by the line that is made */
	bool prepared;		/* losses.json is there */
	struct refusal_log refusals;
	struct buffer line;
};

/* Changes to the journal in that state directory. */
void recorder_open(struct recorder *, const char *state_dir);

/* What still waits is lost, and the log says so. */
void recorder_close(struct recorder *);

/* Writes the exchange; returns its status, which may have become a refusal. */
enum http_status recorder_add(struct recorder *, struct exchange *,
			      enum http_status, const struct timespec *when);

/*
 * Writes the refusals that are held, if one is due: call it for each request,
 * and once a second.  `now`: monotonic_now().
 */
void recorder_write_refusals(struct recorder *, int64_t now, bool durable);

/* Do lines wait? */
bool recorder_is_behind(const struct recorder *);

/*
 * Writes the lines that wait; waits for the lock up to `ms`.  `durable`: until
 * they are on the disk.
 */
void recorder_catch_up(struct recorder *, bool durable, long ms);

#endif
