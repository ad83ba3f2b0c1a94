/*
 * drive - sends what players say, when they say it, and hands them what comes
 * back; one session, or many that begin at a steady rate whether the server
 * keeps up or not.
 */
#ifndef ECHOAPP_DRIVE_H
#define ECHOAPP_DRIVE_H

#include <signal.h>
#include <stdint.h>

#include "player.h"
#include "wcs/hook_client.h"

struct scheduler {
	struct hook_client_settings client;
	struct player_settings player;
	const char *url;   /* of all hooks, without a slash at its end */
	unsigned sessions; /* how many begin at most */
	double rate;	   /* that begin in a second; 0: all at once */
	double duration;   /* seconds in which sessions begin; 0: no end */
	const volatile sig_atomic_t *stop; /* set: nothing more is sent */

	/*
	 * A hook came back; the call is NULL when it was not sent.  Times are
	 * microseconds of monotonic_now().
	 */
	void (*on_answer)(void *arg, const struct player *,
			  const struct hook_call *, int64_t due);
	void (*on_tick)(void *arg,
			const struct scheduler *); /* a few a second */
	void *arg;

	/* How it went. */
	unsigned started;
	unsigned live;
	unsigned live_max; /* that were live at once */
	int64_t started_at;
};

void scheduler_run(struct scheduler *);

#endif
