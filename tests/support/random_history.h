/*
 * random_history - random histories of many sessions with calls, messages and
 * streams; some hooks are repeated, late or lost.
 */
#ifndef ECHOAPP_RANDOM_HISTORY_H
#define ECHOAPP_RANDOM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/timestamp.h"

/* calls of a session, named call-0 and so on */
#define CALLS 4
/* sessions, named s0 and so on */
#define SESSIONS_MAX 6

/* One delivery of a hook. */
struct random_hook {
	double at; /* when EchoApp gets it */
	timestamp when;
	char session[16], id[24], status[24]; /* id: of calls */
	const char *hook;
	int http;
	char *line;
};

extern struct random_hook random_hooks[];
extern size_t random_history_count;

/* `again`: some sessions end, and others begin with the same name. */
void random_history_make(uint64_t seed, bool again);

/*
 * Makes the lines, in the order of arrival; a hook may overtake another by up
 * to `window` seconds.  A line's time is when its hook was sent or, with
 * `stamped_late`, when it arrived.
 */
void random_history_deliver(double window, bool stamped_late);

/* Reorders the same lines. */
void random_history_reorder(double window);

void random_history_write(const char *state);

#endif
