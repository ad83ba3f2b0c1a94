/*
 * transport - takes the batch of a sender to its destination: by HTTP, into a
 * database, or into a file.
 */
#ifndef ECHOAPP_TRANSPORT_H
#define ECHOAPP_TRANSPORT_H

#include "sender.h"

/*
 * Sends the batch.  What goes into a file is there at once; otherwise the
 * sender is SENDER_SENDING until one of the next functions finds the answer.
 */
void transport_send(struct sender *, const struct sender_world *);

/* The HTTP request of the sender is finished. */
void transport_finish_request(struct sender *, const struct sender_world *);

/* Has a database answered, or not in time? */
void transport_look(struct sender *, const struct sender_world *);

/* Ends what is under way, and frees the memory. */
void transport_close(struct sender *, const struct sender_world *);

#endif
