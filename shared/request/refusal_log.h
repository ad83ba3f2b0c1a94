/*
 * refusal_log - bounds how many refusals of unread requests are recorded.
 *
 * Anybody who reaches the port can cause them, as fast as the network allows,
 * and each is a line.  So a program records a burst of them and then a few each
 * second; the first that is not recorded is held, and is written a second later
 * with the number of those after it.
 */
#ifndef ECHOAPP_REFUSAL_LOG_H
#define ECHOAPP_REFUSAL_LOG_H

#include <stdbool.h>
#include <time.h>

#include "base/buffer.h"

#define REFUSAL_LOG_BURST 100
#define REFUSAL_LOG_A_SECOND 5

/* A zeroed struct has recorded none.  Seconds are those of CLOCK_MONOTONIC. */
struct refusal_log {
	time_t second;
	unsigned spent;	      /* of REFUSAL_LOG_BURST */
	struct buffer held;   /* a line of the journal; empty: none */
	struct timespec when; /* the time in that line */
	unsigned suppressed;  /* refusals after it */
};

/* Gives a new second its share.  True: the held line is to be written. */
bool refusal_log_is_due(struct refusal_log *, time_t second);

/* True: record this refusal.  False: call refusal_log_hold(). */
bool refusal_log_admits(struct refusal_log *);

/* Is there no line yet?  Then the caller makes it for refusal_log_hold(). */
bool refusal_log_wants_line(const struct refusal_log *);

/* Keeps a copy of the line, with its newline, or only counts the refusal. */
void refusal_log_hold(struct refusal_log *, const struct buffer *line,
		      const struct timespec *when);

/* Appends the held line with the number of those after it, and forgets both. */
void refusal_log_take(struct refusal_log *, struct buffer *line);

void refusal_log_free(struct refusal_log *);

#endif
