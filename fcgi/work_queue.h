/*
 * work_queue - passes whole requests, with their connections, from the
 * supervisor to its workers.
 *
 * The queue is a pair of sockets: the kernel keeps what is in it, so that a
 * request waits there for the next worker when one is killed.
 */
#ifndef ECHOAPP_WORK_QUEUE_H
#define ECHOAPP_WORK_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request_reader.h"

struct work_queue {
	int put_fd, take_fd;
};

/* A request that was taken; all pointers are good until work_queue_done(). */
struct taken_request {
	int fd; /* the connection */
	uint16_t id;
	bool keep;
	const char *params, *body;
	size_t params_len, body_len;
	void *map; /* of a long request, or NULL */
	size_t map_len;
};

/* Makes an empty queue; returns 0, or -1 with errno. */
int work_queue_open(struct work_queue *);
void work_queue_close(struct work_queue *);

/*
 * Closes the end that only the supervisor has.  Workers end when the queue is
 * empty.
 */
void work_queue_end(struct work_queue *);

/* Is there a request in the queue? */
bool work_queue_has_work(const struct work_queue *);

/*
 * Puts a whole request into the queue; the caller still has to close its
 * descriptor.  Returns 0, or -1 with errno: EAGAIN if the queue is full.
 */
int work_queue_put(struct work_queue *, int fd, const struct request_reader *);

enum work_queue_state {
	WORK_QUEUE_TAKEN,
	WORK_QUEUE_EMPTY, /* try again */
	WORK_QUEUE_ENDED,
};

/* Takes the next request, without waiting. */
enum work_queue_state work_queue_take(struct work_queue *,
				      struct taken_request *);

/* Frees what a long request occupies; the connection stays open. */
void work_queue_done(struct taken_request *);

#endif
