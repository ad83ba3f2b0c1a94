/*
 * invented - histories of many sessions, by chance: with calls, messages and
 * streams, some lines of which come twice, late, or never.
 */
#ifndef ECHOAPP_INVENTED_H
#define ECHOAPP_INVENTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/timestamp.h"

/* In one life of a session; call-0 and so on. */
#define CALLS 4
/* s0 and so on. */
#define SESSIONS_MAX 6

/* A hook as it was sent. */
struct told {
	double at; /* when it reaches us */
	timestamp when;
	char session[16], id[24], status[24]; /* id: of calls */
	const char *hook;
	int http;
	char *line;
};

extern struct told told[];
extern size_t told_count;

/* `again`: some sessions end, and come again under their names. */
void invent(uint64_t seed, bool again);

/*
 * Makes lines of it, in the order in which they come when one may overtake
 * another by so many seconds.  Their times are of when they were sent, or
 * (stamped_late) of when they came.
 */
void deliver(double window, bool stamped_late);

/* The same lines in another order. */
void jumble(double window);

void write_down(const char *state);

#endif
