/* casting - who a session is: its node, its ids, its variables and objects. */
#ifndef ECHOAPP_CASTING_H
#define ECHOAPP_CASTING_H

#include "player.h"

/* The same seed and number, the same ids. */
void casting_begin(struct player *);

/* Another sessionId. */
void casting_session(struct player *);

/* Sets all members of a template, their variables put in. */
void casting_expand(struct player *, struct members *into,
		    const struct members *from);

/* Where the session's trouble is drawn from. */
uint64_t casting_trouble(const struct player *);

#endif
