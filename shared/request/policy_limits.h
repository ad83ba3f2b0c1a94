/*
 * policy_limits - applies the operator's limits to an exchange.
 *
 * A hook that passes takes a slot of each limit (limit_slots.h).  The journal's
 * line names the slots, so the limiter stays locked until that is written.
 */
#ifndef ECHOAPP_POLICY_LIMITS_H
#define ECHOAPP_POLICY_LIMITS_H

#include "method.h"

/* A step of a request: see run() in serve.c. */
step_fn policy_limits;

/* Unlocks the limiter, after the line was written.  May be called always. */
void policy_limits_end(struct exchange *);

#endif
