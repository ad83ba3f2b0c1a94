/*
 * random_history - histories of many sessions, by chance: with calls, messages
 * and streams, some lines of which come twice, late, or never.
 */
#ifndef ECHOAPP_RANDOM_HISTORY_H
#define ECHOAPP_RANDOM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/timestamp.h"

/* In one life of a session; call-0 and so on. */
#define CALLS 4
/* s0 and so on. */
#define SESSIONS_MAX 6

/* A hook as it was sent. */
struct random_hook {
	double at; /* when it reaches us */
	timestamp when;
	char session[16], id[24], status[24]; /* id: of calls */
	const char *hook;
	int http;
	char *line;
};

extern struct random_hook random_hooks[];
extern size_t random_history_count;

/* `again`: some sessions end, and come again under their names. */
void random_history_make(uint64_t seed, bool again);

/*
 * Makes lines of it, in the order in which they come when one may overtake
 * another by so many seconds.  Their times are of when they were sent, or
 * (stamped_late) of when they came.
 */
void random_history_deliver(double window, bool stamped_late);

/* The same lines in another order. */
void random_history_reorder(double window);

void random_history_write(const char *state);

#endif
