/*
 * worker_pool - as many workers as the load asks for, and none without load.
 *
 * While requests come in, the supervisor looks every few milliseconds.  It
 * starts a worker if all are busy and a request waits, or if all have the same
 * requests in hand as before.  A worker that has nothing to do for a while ends
 * by itself.
 */
#ifndef ECHOAPP_WORKER_POOL_H
#define ECHOAPP_WORKER_POOL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "work_board.h"

struct worker_pool {
	struct work_board *board;
	/* Starts the worker of a slot; returns its pid, or -1 with errno. */
	pid_t (*start)(unsigned slot);
	struct worker_entry {
		pid_t pid;	/* 0: a free slot */
		unsigned turns; /* of the slot, at the last look */
	} workers[WORK_BOARD_SLOTS];
	unsigned count;
	bool has_waited;   /* did a request wait at the last look? */
	int64_t look_ms;   /* when the next look is due */
	int64_t active_ms; /* when something was last going on */
	unsigned failures; /* workers that died in a row before any work */
	int64_t retry_ms;  /* no worker starts before */
};

void worker_pool_init(struct worker_pool *, struct work_board *,
		      pid_t (*start)(unsigned slot));

/* Looks are due from now on; call it when a worker or a request asks. */
void worker_pool_watch(struct worker_pool *);

/* When is the next look due?  Milliseconds, or -1. */
int64_t worker_pool_timeout(const struct worker_pool *);

/* May the first worker start, or the next? */
bool worker_pool_may_start(const struct worker_pool *);

/*
 * Looks, if that is due, and starts a worker if one is needed.  `waits`: does a
 * request wait?
 */
void worker_pool_look(struct worker_pool *, bool (*waits)(void));

/* Takes notice of processes that have ended. */
void worker_pool_reap(struct worker_pool *);

/* Sends the signal to all. */
void worker_pool_kill(const struct worker_pool *, int signal);

#endif
