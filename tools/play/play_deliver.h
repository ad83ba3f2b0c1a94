/*
 * play_deliver - for --deliver: what is delivered while a scenario is played.
 *
 * Starts echoapp-deliver with a configuration of its own, and a receiver that
 * checks the signatures and prints what comes: call records, and the events of
 * calls.
 */
#ifndef ECHOAPP_PLAY_DELIVER_H
#define ECHOAPP_PLAY_DELIVER_H

#include <sys/types.h>

#include "base/error.h"

struct play_deliver {
	const char *state_dir;
	char dir[64];
	pid_t deliverer;
	pid_t receiver;
};

/* 0; or -1 with the reason, and nothing is left. */
int play_deliver_start(struct play_deliver *, const char *state_dir,
		       struct error *);

/* Waits for the records of calls that have just ended, and ends both. */
void play_deliver_end(struct play_deliver *);

#endif
