/*
 * replays - how often each signed hook came within a minute.
 *
 * A signature has neither a time nor a number, so whoever overheard a hook can
 * send it again.  WCS sends a hook again that it could not send, up to three
 * times (PROTOCOL.md, Timeout and retries).
 */
#ifndef ECHOAPP_REPLAYS_H
#define ECHOAPP_REPLAYS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

/* What WCS repeats by itself. */
#define REPLAYS_OF_WCS 3

#define REPLAYS_SECONDS 60

/* A power of two; the oldest of a set of REPLAYS_WAYS makes room. */
#define REPLAYS_SETS 4096
#define REPLAYS_WAYS 4

/* A zeroed struct has seen none.  Pages that are not used cost no memory. */
struct replays {
	struct replays_set {
		struct replays_entry {
			uint64_t signature; /* a part of it */
			uint32_t second;    /* of the first; 0: no entry */
			uint32_t count;
		} at[REPLAYS_WAYS];
		atomic_bool taken; /* by a process that counts */
	} * sets;
	bool is_borrowed; /* the memory of `sets` */
};

/* Counts in this memory, which processes may share: REPLAYS_SETS of them. */
void replays_borrow(struct replays *, struct replays_set *);

/*
 * Counts a valid signature; returns how often it came before, in the minute
 * after it came first.  `second` is of a clock that is never set back.
 */
unsigned replays_count(struct replays *, const uint8_t signature[DIGEST_MD5],
		       uint32_t second);

void replays_free(struct replays *);

#endif
