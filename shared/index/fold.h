/*
 * fold - applies the journal's new lines to the index.
 *
 * Every reader folds before it reads.  A fold holds the lock of
 * STATE/index.lock, so no line is counted twice; it only reads the journal.
 */
#ifndef ECHOAPP_FOLD_H
#define ECHOAPP_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "expiry.h"
#include "index.h"

struct fold_task {
	const char *state_dir;
	const struct timeouts *timeouts;
	bool rebuild;	  /* fold the whole journal, into a new file */
	bool discard_old; /* remove the old index first, to free its space */
	bool no_wait;	  /* return at once if another fold is running */
	int lock;	  /* the caller's descriptor, locked; 0: take it here */
	timestamp now;	  /* 0: the clock */
	uint64_t lines_max; /* 0: no limit */
	bool spares_disk;   /* do nothing while the disk is nearly full */
	bool sync_to_disk;  /* the ledger: durability = disk */
	timestamp seal; /* no later call record appears before it; 0: none */
	/* Called when the ledger was written and the index is not; NULL: not.
	 */
	void (*recorded)(void *arg);
	/* Called after each piece of the journal; NULL: not. */
	void (*progress)(void *arg, uint64_t bytes, uint64_t of);
	void *arg;
};

struct fold_result {
	uint64_t lines;
	uint64_t malformed;   /* of them, those that are no record */
	bool unfinished;      /* more lines are left */
	bool busy;	      /* nothing was done: another fold is running */
	bool rebuilt;	      /* the index did not fit the journal */
	bool needs_unpacking; /* it failed because packed_is_linked is false */
	bool no_space;	      /* nothing was done: see disk_space.h */
	struct error error;   /* why fold() returned -1 */
};

/*
 * Waits for another fold until the deadline (base/deadline.h), unless no_wait;
 * without a deadline, as long as it takes.  Returns 0, also if `busy`; or -1
 * with the reason in the result.
 */
int fold(struct index *, const struct fold_task *, struct fold_result *);

#endif
