/* session - the node, ids, variables and objects of a session. */
#ifndef ECHOAPP_SESSION_H
#define ECHOAPP_SESSION_H

#include "player.h"

/* Sets them all.  The same seed and number give the same ids. */
void session_begin(struct player *);

/* Draws a new sessionId. */
void session_renew_id(struct player *);

/* Sets every member of a template in `into`, with variables replaced. */
void session_expand(struct player *, struct json_members *into,
		    const struct json_members *from);

/* The random state for faults_plan(). */
uint64_t session_faults_seed(const struct player *);

#endif
