/*
 * connections - the supervisor's connections: read without blocking, until a
 * request is whole.
 *
 * A web server that is slow, or sends nothing, delays nobody: a request has to
 * be whole some seconds after its first byte, and the number of connections and
 * the memory of requests that are not whole are bounded.  If there are too
 * many, a connection that is idle is closed, or else the one that has been at
 * its request the longest.
 */
#ifndef ECHOAPP_CONNECTIONS_H
#define ECHOAPP_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request_reader.h"
#include "work_board.h"

enum connection_state {
	CONNECTION_IDLE,    /* no byte of a request yet */
	CONNECTION_READING, /* a part of a request */
	CONNECTION_READY,   /* a whole request */
	CONNECTION_STATES,
	CONNECTION_CLOSED, /* epoll may still name it */
};

struct connection {
	int fd;
	bool is_polled; /* epoll watches it */
	enum connection_state state;
	struct request_reader reader;
	size_t size;   /* of the reader; bytes */
	int64_t since; /* when it came into the state; clock_ms() */
	struct connection *previous, *next;
};

/* Connections of one state; the first has been in it the longest. */
struct connection_list {
	struct connection *first, *last;
};

struct connections {
	int epoll_fd;
	const struct gateway *gateway;
	struct work_board *board;
	struct connection_list lists[CONNECTION_STATES];
	size_t count, max;
	size_t size;		   /* of all readers; bytes */
	struct connection *closed; /* freed before the next wait */
	int64_t limits_read;	   /* clock_ms() */
};

void connections_init(struct connections *, int epoll_fd,
		      const struct gateway *, struct work_board *);

/*
 * Accepts a connection, and reads from it; only for the end of the program.
 * Returns 0, or -1 with errno: EAGAIN if there is none.
 */
int connections_accept(struct connections *, int listener);

/* Takes over a connection, with bytes that were already read from it. */
void connections_adopt(struct connections *, int fd, const char *bytes,
		       size_t len);

/* Reads from a connection that epoll has found readable. */
void connections_read(struct connections *, struct connection *);

/* The connection that has been in that state the longest, or NULL. */
struct connection *connections_first(const struct connections *,
				     enum connection_state);

/* Closes it, and forgets it. */
void connections_close(struct connections *, struct connection *);

/*
 * Closes connections whose request was not whole in time, or for which there is
 * not enough memory.  Returns the milliseconds until the next deadline, or -1.
 */
int64_t connections_expire(struct connections *);

/* Closes all descriptors; for a process that has just been forked. */
void connections_close_fds(struct connections *);

#endif
