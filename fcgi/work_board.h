/*
 * work_board - what workers tell their supervisor, in memory that they share.
 */
#ifndef ECHOAPP_WORK_BOARD_H
#define ECHOAPP_WORK_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/log.h"
#include "gateway.h"

/* The highest workers_max. */
#define WORK_BOARD_SLOTS 64

/* Of one worker, which alone writes it; in a line of the cache of its own. */
struct work_slot {
	/* Grows when a request is taken, and when it is done: odd between. */
	_Alignas(64) atomic_uint turns;
	/* It keeps the supervisor's end from being reported. */
	atomic_bool holds_report;
};

struct work_board {
	/*
	 * Does the supervisor look at the slots now and then?  A worker that
	 * finds it false sets it, and wakes the supervisor.
	 */
	atomic_bool watched;
	/* Does the supervisor execute another program (end_report.h)? */
	atomic_bool released;
	/* Has the supervisor ended the queue, so that workers end? */
	atomic_bool ending;
	/* Workers that keep its end from being reported, and do not leave. */
	atomic_uint holders;
	atomic_size_t body_max;
	atomic_uint workers_max, log_targets;
	_Atomic int64_t request_ms, response_ms;
	struct log_shared reports;
	struct work_slot slots[WORK_BOARD_SLOTS];
};

static inline void
work_board_set_limits(struct work_board *b, const struct gateway_limits *l)
{
	const memory_order any = memory_order_relaxed;

	atomic_store_explicit(&b->body_max, l->body_max, any);
	atomic_store_explicit(&b->workers_max, l->workers_max, any);
	atomic_store_explicit(&b->log_targets, l->log_targets, any);
	atomic_store_explicit(&b->request_ms, l->request_ms, any);
	atomic_store_explicit(&b->response_ms, l->response_ms, any);
}

/*
 * The worker takes a request, or is done with it.  False: the supervisor has to
 * be woken.
 */
static inline bool
work_board_turn(struct work_board *b, struct work_slot *s)
{
	unsigned turns = atomic_load_explicit(&s->turns, memory_order_relaxed);

	/* In this order for all: or each side could miss the other's change. */
	atomic_store(&s->turns, turns + 1);
	return atomic_load(&b->watched) || atomic_exchange(&b->watched, true);
}

#endif
