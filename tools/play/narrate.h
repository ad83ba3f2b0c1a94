/*
 * told - tells of one session as it goes: a line for each hook, with what WCS
 * does next.  All that came from the network is shown, never sent, to a
 * terminal.
 */
#ifndef ECHOAPP_TOLD_H
#define ECHOAPP_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "player.h"
#include "wcs/hook_client.h"

struct narration {
	bool json;	    /* an object for each hook, one a line */
	bool verbose;	    /* bodies, too, and what changed in them */
	int64_t started_at; /* microseconds of monotonic_now() */
	const struct player_settings *settings;

	unsigned hooks;	     /* sent */
	unsigned answered;   /* with any status */
	unsigned errors;     /* as WCS takes them */
	unsigned unexpected; /* not as the scenario says */
	unsigned aborted;
	char error[256]; /* why the first that was not answered was not */
};

void narrate_hook(struct narration *, const struct player *,
		  const struct hook_call *);

/* Sums up. */
void narrate_end(const struct narration *);

#endif
