/*
 * scheduler - sends the hooks of players when they are due, and gives players
 * the answers: of one session, or of many that begin at a steady rate, whether
 * the server keeps up or not.
 */
#ifndef ECHOAPP_SCHEDULER_H
#define ECHOAPP_SCHEDULER_H

#include <signal.h>
#include <stdint.h>

#include "player.h"
#include "wcs/hook_client.h"

struct scheduler {
	struct hook_client_settings client;
	struct player_settings player;
	const char *url;   /* base of all hooks, without a slash at its end */
	unsigned sessions; /* maximum */
	double rate;	   /* sessions that begin per second; 0: all at once */
	double duration;   /* seconds in which sessions begin; 0: no end */
	const volatile sig_atomic_t *stop; /* nonzero: send nothing more */

	/*
	 * Called after each hook; the call is NULL if it was not sent.  `due`
	 * is in microseconds of monotonic_now().
	 */
	void (*on_answer)(void *arg, const struct player *,
			  const struct hook_call *, int64_t due);
	void (*on_tick)(void *arg,
			const struct scheduler *); /* 4 per second; or NULL */
	void *arg;

	/* Results. */
	unsigned started;
	unsigned live;
	unsigned live_max;  /* live at once */
	int64_t started_at; /* microseconds of monotonic_now() */
};

/* Returns when all sessions have ended, or after *stop. */
void scheduler_run(struct scheduler *);

#endif
