/*
 * index - the state that follows from the journal, in SQLite: STATE/index.db.
 *
 * The index is a function of the journal, up to a checkpoint in each day's
 * file, and may be deleted at any time.  The next fold (fold.h) rebuilds an
 * index that is corrupt, has another schema, or belongs to another journal.
 *
 * A process that writes to it holds the lock of STATE/index.lock (progress.h);
 * readers hold none.
 */
#ifndef ECHOAPP_INDEX_H
#define ECHOAPP_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "entity.h"
#include "journal/journal_days.h"

struct index;
struct sql;

/* How far a day's file has been folded. */
struct checkpoint {
	char file[DAY_FILE_SIZE]; /* "20261123.ndjson" */
	ino_t inode;		  /* of that file; 0: there was none */
	int64_t packed_id;	  /* of the compressed file; 0: none */
	off_t packed_bytes;	  /* that are read of it, unpacked */
	off_t offset;		  /* in the day: day_reader.h */
	int64_t fingerprint; /* of the bytes before the offset: checkpoints.h */
};

/* Hooks of one name with the same HTTP status and the same reason. */
struct hook_count {
	const char *hook;
	int status;
	const char *rule; /* which refused them, or "" */
	uint64_t count;
	uint64_t warnings;
	uint64_t lost;
	uint64_t took; /* their sum in microseconds */
	timestamp last;
};

/*
 * Opens the index; creates the file if it is missing or unusable.  Returns
 * NULL on failure, and then `e`, which may be NULL, says why.
 */
struct index *index_open(const char *state_dir, struct error *e);
void index_close(struct index *);

/* The same with a page cache of 1 MiB, for programs that run few queries. */
struct index *index_open_small(const char *state_dir, struct error *e);

/* Why the last function of this index failed; "": none has. */
const char *index_error(const struct index *);

/* Was the last error that the file is corrupt or has another schema? */
bool index_error_is_corruption(const struct index *);

/*
 * If the last SQLite error was corruption, marks the index corrupt; the next
 * fold rebuilds it.  Ends a transaction.  Returns whether it did: an error that
 * a rebuild may not cure is no reason for another one soon.
 */
bool index_meta_mark_corrupt(struct index *);
bool index_meta_is_corrupt(struct index *);

/*
 * Opens STATE/index.db again if another file has taken its place, and removes
 * the remains of a rebuild that was killed.  Under the lock of
 * STATE/index.lock; 0 or -1.
 */
int index_reopen(struct index *);

/* Has another file taken the place of the one that is open? */
bool index_is_replaced(const struct index *);

/* The inode of the file that is open. */
ino_t index_inode(const struct index *);

/* The database, for queries that only read; owned by the index. */
struct sql *index_sql(struct index *);

/* Starts a snapshot, which lasts until index_rollback().  0 or -1. */
int index_begin_read(struct index *);

/* Starts a transaction, as every change needs one; commits it.  0 or -1. */
int index_begin(struct index *);
int index_commit(struct index *);
/* Ends a transaction without its changes, or a snapshot. */
void index_rollback(struct index *);

/* Has the current transaction changed anything? */
bool index_has_changes(const struct index *);

/*
 * Has the index read the whole journal since it was made?  Until then its
 * counts are too low.
 */
bool index_meta_is_complete(struct index *);
int index_meta_set_complete(struct index *); /* 0 or -1 */

/* Adds to the counts of that hook, status and rule.  0 or -1. */
int index_meta_add_count(struct index *, const struct hook_count *);

/*
 * All checkpoints, the earliest day first; the caller frees *all.  Returns how
 * many, or -1.
 */
int index_meta_checkpoints(struct index *, struct checkpoint **all);
/* Bytes of a day after its checkpoint, which is NULL if there is none. */
int64_t index_meta_unread(const struct checkpoint *,
			  const struct journal_day *);
/* Replaces the checkpoint of that file.  0 or -1. */
int index_meta_set_checkpoint(struct index *, const struct checkpoint *);

/*
 * Tells limits where the checkpoint of a day is in a file that is about to take
 * its place: until the index has been rebuilt, it holds for that file, too.  0
 * or -1.
 */
int index_meta_move_checkpoint(struct index *, const char *file, ino_t inode,
			       off_t offset);

/*
 * The offset up to which the file of a day with that inode was folded; 0: it is
 * new.  -1: an error, and -2: the index knows another file of the day.
 */
off_t index_meta_folded(struct index *, const char *file, ino_t inode);

/* The `now` of the last fold that changed the index, or TIMESTAMP_NONE. */
timestamp index_meta_clock(struct index *);
int index_meta_set_clock(struct index *, timestamp now); /* 0 or -1 */

#endif
