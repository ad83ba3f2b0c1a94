/*
 * checkpoints - the days of the journal, and how far the index has folded each.
 */
#ifndef ECHOAPP_CHECKPOINTS_H
#define ECHOAPP_CHECKPOINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "index.h"
#include "journal/day_reader.h"

struct checkpoints {
	struct journal_days days;  /* in a directory of the caller's */
	struct checkpoint *stored; /* those in the index */
	int stored_count;
};

/*
 * Lists the directory, which has to stay open, and reads the index's
 * checkpoints.  Returns 0; or -1 with errno if the directory cannot be read,
 * and with errno 0 if the index cannot (index_error()).
 */
int checkpoints_open(struct checkpoints *, int dir, struct index *);
void checkpoints_close(struct checkpoints *);

/*
 * Opens a day for reading from its checkpoint on; that of a new day is at its
 * first byte.  Returns 0, or -1 with errno and day_reader_explain().
 */
int checkpoints_open_day(const struct checkpoints *, const struct journal_day *,
			 struct day_reader *, struct checkpoint *);

/*
 * Does every folded day still exist, with the same bytes, and has no day
 * appeared between them?  A day that was compressed meanwhile has the same
 * bytes.  1 or 0; or -1 with the reason if a day cannot be read.
 */
int checkpoints_are_valid(const struct checkpoints *, struct error *);

/* Bytes of the journal after the checkpoints. */
uint64_t checkpoints_unread_bytes(const struct checkpoints *);

/* Have the files of the day changed since the checkpoint was stored? */
bool checkpoints_differ(const struct checkpoints *, const struct checkpoint *);

/*
 * A hash of the last bytes before the offset.  It differs when the day was
 * truncated, or replaced by another that got the same inode.
 */
int64_t checkpoints_fingerprint(struct day_reader *, off_t offset);

#endif
