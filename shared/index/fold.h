/*
 * fold - brings the index up to what the journal tells.
 *
 * Whoever needs the index does this first, under the lock of STATE/index.lock,
 * so that no line is counted twice; the journal itself is only read.
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
	bool rebuild;	  /* begin at the first line, in another file */
	bool discard_old; /* first throw away the one there is, for its room */
	bool no_wait;	  /* go away when someone else is at it */
	int lock;	  /* held already by the caller; 0: take it here */
	timestamp now;	  /* 0: what the clock says */
	uint64_t lines_max; /* 0: all there are */
	void (*progress)(void *arg, uint64_t bytes, uint64_t of);
	void *arg;
};

struct fold_result {
	uint64_t lines;
	uint64_t malformed; /* lines that are none */
	bool unfinished;    /* there are more */
	bool busy;	    /* someone else was at it (try) */
	bool rebuilt;	    /* the journal was not what it had been */
	struct error error; /* why fold() returned -1 */
};

/* Returns 0, or -1 with the reason in the result. */
int fold(struct index *, const struct fold_task *, struct fold_result *);

#endif
