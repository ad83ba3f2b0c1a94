/* casting - who a session is: its node, its ids, its variables and objects. */
#ifndef ECHOAPP_CASTING_H
#define ECHOAPP_CASTING_H

#include "player.h"

/* The same seed and number, the same ids. */
void session_begin(struct player *);

/* Another sessionId. */
void session_renew_id(struct player *);

/* Sets all members of a template, their variables put in. */
void session_expand(struct player *, struct json_members *into,
		    const struct json_members *from);

/* Where the session's trouble is drawn from. */
uint64_t session_faults_seed(const struct player *);

#endif
