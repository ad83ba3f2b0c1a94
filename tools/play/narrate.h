/*
 * narrate - prints one session as it is played: a line for each hook, with what
 * WCS does next.  Text from the network is escaped for a terminal.
 */
#ifndef ECHOAPP_NARRATE_H
#define ECHOAPP_NARRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "player.h"
#include "wcs/hook_client.h"

struct narration {
	bool json;	    /* print one object per hook */
	bool verbose;	    /* print bodies and changes, too */
	int64_t started_at; /* microseconds of monotonic_now() */
	const struct player_settings *settings;

	/* Numbers of hooks. */
	unsigned hooks;	     /* sent */
	unsigned answered;   /* with any status */
	unsigned errors;     /* that WCS takes for errors */
	unsigned unexpected; /* not as the scenario expects */
	unsigned aborted;
	char error[256]; /* of the first hook without an answer, or "" */
};

/* Counts and prints a hook; the call is NULL if it was not sent. */
void narrate_hook(struct narration *, const struct player *,
		  const struct hook_call *);

/* Prints the sums. */
void narrate_end(const struct narration *);

#endif
