/*
 * ledger - when each call record became final: STATE/records.log.
 *
 * The index can be made anew from the journal, but the journal does not say
 * when a record was first there to be exported.  The ledger has a line for each
 * time that a record became final, or changed after that, in the order of those
 * times.  It names nobody.
 *
 * Lines are appended under the lock of STATE/index.lock (progress.h), before
 * the transaction of the index commits.  All lines have the same length:
 *
 *	echoapp-records 2 ID
 *	RECORDED REVISION UNIQUEID DIGEST DISPOSITION TALK
 *
 * DISPOSITION is the first letter of the record's, TALK its milliseconds of
 * talk; "-": none is known.  Lines of version 1 ended after DIGEST.  A line
 * with the revision 0 and a disposition is the sum of records that a purge took
 * out: call_sums.h.
 */
#ifndef ECHOAPP_LEDGER_H
#define ECHOAPP_LEDGER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/hash_index.h"
#include "base/timestamp.h"

#define LEDGER_NAME "records.log"

/* The length of a ledger's id, with its NUL. */
#define LEDGER_ID_SIZE 17

struct ledger_entry {
	timestamp recorded; /* when, microseconds; not before that before */
	unsigned revision;  /* from 1; 0: no record is recorded before this */
	uint64_t key;	    /* with `born`, the call's uniqueid */
	timestamp born;
	uint64_t digest;  /* of the record: call_records.h */
	char disposition; /* its first letter, or 0 */
	int64_t talk;	  /* milliseconds, or -1 */
};

struct ledger {
	char path[PATH_MAX];
	int fd;
	char id[LEDGER_ID_SIZE]; /* another ledger has another one */
	off_t size;
	timestamp last;	     /* the largest `recorded`, 0: there is none */
	struct buffer added; /* lines to write */
	const char *map;     /* of ledger_load() */
	size_t mapped;
	size_t loaded; /* its first line that is indexed */
	struct hash_index by_key;
};

/*
 * Opens the ledger, and makes an empty one if there is none.  Cuts off lines
 * that a crash left incomplete.  Returns 0, or -1 with the reason.
 */
int ledger_open(struct ledger *, const char *state_dir, struct error *);
void ledger_close(struct ledger *);

/* Has it no line but the header? */
bool ledger_is_empty(const struct ledger *);

/*
 * Calls `each` for the entries of the lines from one offset to another. Spoiled
 * lines are left out.  Returns 0, or -1 with the reason.
 */
int ledger_read(const struct ledger *, off_t from, off_t to,
		void (*each)(void *, const struct ledger_entry *), void *arg,
		struct error *);

/* Indexes the lines after the offset for ledger_find(); 0: all.  0 or -1. */
int ledger_load(struct ledger *, off_t from, struct error *);

/*
 * The last of the loaded entries with that key and time of birth; or, if no
 * line has that time, because lines were folded in another order, the last
 * entry of the key born from `first` to `last`.  Returns its offset, or 0.
 */
off_t ledger_find(const struct ledger *, uint64_t key, timestamp born,
		  timestamp first, timestamp last, struct ledger_entry *);

/* Adds an entry to the lines that ledger_write() writes. */
void ledger_add(struct ledger *, const struct ledger_entry *);

/* Appends what was added, with fdatasync(2) if `sync`.  0 or -1. */
int ledger_write(struct ledger *, bool sync, struct error *);

/*
 * Takes out the lines that are not to be kept; the last one stays, because
 * later times are greater than its time.  `carry` adds, with ledger_add(), the
 * sums of those that go; they come first.  The file is replaced at once, and
 * keeps its id.  Returns how many lines went, sums aside, or -1 with the
 * reason, and the file is as it was.
 */
int64_t ledger_cut(struct ledger *,
		   bool (*keeps)(void *arg, const struct ledger_entry *),
		   void (*carry)(void *arg, struct ledger *), void *arg,
		   struct error *);

/* Replaces the digest of the line at that offset.  0 or -1. */
int ledger_set_digest(struct ledger *, off_t, uint64_t digest, struct error *);

#endif
