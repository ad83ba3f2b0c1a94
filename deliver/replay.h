/*
 * replay - dead letters that an operator wants to be sent once more
 * (dead_letters.h).
 */
#ifndef ECHOAPP_REPLAY_H
#define ECHOAPP_REPLAY_H

#include "sender.h"

/*
 * Makes the batch of the sender the first letter that is to be replayed, if it
 * is still in the index or the journal; a letter that is gone stays dead.
 * Returns 1; 0: there is none; or -1 with the reason.
 */
int replay_next(struct sender *, const struct sender_world *, struct error *);

/*
 * The letter has been delivered, or `died` again.  0, or -1 with the reason.
 */
int replay_end(struct sender *, const struct sender_world *,
	       const struct dead_letter *died, struct error *);

#endif
