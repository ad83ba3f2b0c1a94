/*
 * direct - a worker takes a request straight from the listening socket.
 *
 * A request that is there at once needs no other process.  What takes longer is
 * the supervisor's: it gets the connection, with the bytes that were read.
 */
#ifndef ECHOAPP_DIRECT_H
#define ECHOAPP_DIRECT_H

#include <stdbool.h>

#include "gateway.h"
#include "hand_back.h"
#include "request_reader.h"
#include "work_queue.h"

struct direct {
	const struct gateway *gateway;
	struct hand_back *hand_back;
	struct gateway_limits limits;
	struct request_reader reader;
};

/*
 * Reads a request from a connection that has just been accepted.  True: it is
 * whole, and good until direct_done().  False: the supervisor has got the
 * connection, or it was closed.
 */
bool direct_read(struct direct *, int fd, struct taken_request *);

/* Frees what the request occupies; the connection stays open. */
void direct_done(struct direct *);

#endif
