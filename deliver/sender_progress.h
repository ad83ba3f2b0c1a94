/*
 * sender_progress - what becomes of the batch of a sender: it is delivered and
 * the position moves on, it is tried again later, or it dies.
 */
#ifndef ECHOAPP_SENDER_PROGRESS_H
#define ECHOAPP_SENDER_PROGRESS_H

#include "outcome.h"
#include "sender.h"

/*
 * The sender waits (backoff.h), for so many seconds at least.  The trouble is
 * logged once, until it is another one or over.
 */
void sender_progress_wait(struct sender *, const struct sender_world *,
			  const struct error *why, long seconds);

/* The trouble is over. */
void sender_progress_recover(struct sender *, const struct sender_world *);

/* Writes the position.  0; or -1: the sender waits. */
int sender_progress_save(struct sender *, const struct sender_world *);

/* Of the position, the places in the index and the journal move on. */
void sender_progress_take(struct sender *);

/* The same, because the batch is done with, and writes the position. */
void sender_progress_move_on(struct sender *, const struct sender_world *);

/* The only message becomes a dead letter, and the next one has its turn. */
void sender_progress_bury(struct sender *, const struct sender_world *,
			  int status, const char *why);

/* The batch was sent, with that outcome. */
void sender_progress_end_batch(struct sender *, const struct sender_world *,
			       const struct outcome_of_send *);

#endif
