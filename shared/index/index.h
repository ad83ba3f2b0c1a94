/*
 * index - what the journal tells, as tables: STATE/index.db (SQLite).
 *
 * It is a function of the journal, up to a position in each day's file, and
 * can be deleted at any time.  One of another version, a broken one, and one
 * that tells of a journal that is no longer there, is made anew by the next
 * who brings it up to date (fold.h).
 *
 * Who changes it holds the lock of STATE/index.lock; readers hold none.
 */
#ifndef ECHOAPP_INDEX_H
#define ECHOAPP_INDEX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "entity.h"
#include "journal/day_file.h"

struct index;
struct sql;

/* How far a day's file has been read. */
struct checkpoint {
	char file[DAY_FILE_SIZE]; /* "20261123.ndjson" */
	ino_t inode;
	off_t offset;
	int64_t fingerprint; /* of what stands before the offset */
};

/* Hooks of one name that were answered alike, and for the same reason. */
struct hook_count {
	const char *hook;
	int status;
	const char *rule; /* what refused them, or "" */
	uint64_t count;
	uint64_t warnings;
	uint64_t lost;
	uint64_t took; /* microseconds, all together */
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

/*
 * Has a reader found that it is no good?  Then whoever brings it up to date
 * next makes it anew; until then it is distrusted.
 */
bool index_meta_mark_corrupt(struct index *);
bool index_meta_is_corrupt(struct index *);

/* Was the last error that the file is corrupt or has another schema? */
bool index_error_is_corruption(const struct index *);

/* Throws the file away for an empty one; under the lock. */
int index_build_empty(struct index *);

/* Opens the one that has taken its place, if one has; under the lock. */
int index_reopen(struct index *);

/* To ask it anything; only to read. */
struct sql *index_sql(struct index *);

/* Until index_rollback() nothing changes for us; only to read.  0 or -1. */
int index_begin_read(struct index *);

/* A transaction; every change is within one.  -1: it could not be had. */
int index_begin(struct index *);
/* Did anything change within it? */
bool index_has_changes(const struct index *);
int index_commit(struct index *);
void index_rollback(struct index *);

/*
 * Makes it anew, in a file of its own: everybody else goes on with the one
 * there is until index_build_publish() puts the new one in its place.  Entities
 * are found by their rows only, and nothing can be rolled back.  Then one of
 * the two is called, within no transaction; all under the lock, and 0 or -1.
 */
int index_build_begin(struct index *);
int index_build_publish(struct index *);
int index_build_abandon(struct index *);

int index_meta_add_count(struct index *, const struct hook_count *);

/* All positions, the earliest day first; the caller frees *all. */
int index_meta_checkpoints(struct index *, struct checkpoint **all);
int index_meta_set_checkpoint(struct index *, const struct checkpoint *);

/* By which clock it was brought up to date last; TIMESTAMP_NONE: not yet. */
timestamp index_meta_clock(struct index *);
int index_meta_set_clock(struct index *, timestamp now);

#endif
