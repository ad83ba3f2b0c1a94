/*
 * late_responses - what web servers did not take at once of a response: the
 * supervisor sends it when they do.
 *
 * A web server has some seconds for that.  The number and the bytes are
 * bounded; of too many the oldest is dropped.
 */
#ifndef ECHOAPP_LATE_RESPONSES_H
#define ECHOAPP_LATE_RESPONSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hand_back.h"

#define LATE_RESPONSES_MAX 256

struct late_response {
	bool used;
	struct handed_back what;
	char *copy; /* of bytes that are not mapped */
	size_t sent;
	int64_t deadline; /* clock_ms() */
};

struct late_responses {
	int epoll_fd;
	unsigned count;
	size_t size; /* of all; bytes */
	struct late_response at[LATE_RESPONSES_MAX];
};

/* Takes over the connection and the bytes, for so many milliseconds. */
void late_responses_add(struct late_responses *, struct handed_back *,
			int64_t timeout_ms);

/* Is it one of these?  For what epoll says. */
bool late_responses_has(const struct late_responses *, const void *);

/*
 * Sends more of it.  Returns the connection if all was sent and the connection
 * stays open, or else -1.
 */
int late_responses_send(struct late_responses *, struct late_response *);

/*
 * Drops those whose time is over; returns the milliseconds until the next
 * deadline, or -1.
 */
int64_t late_responses_expire(struct late_responses *);

/* Closes all descriptors; for a process that has just been forked. */
void late_responses_close_fds(struct late_responses *);

#endif
