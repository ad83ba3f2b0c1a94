/*
 * replay_check - marks signed hooks that came more often than WCS repeats them,
 * and refuses such a connect, because its answer has secrets; also a connect of
 * a session that began some minutes ago, whether it is live or over.
 */
#ifndef ECHOAPP_REPLAY_CHECK_H
#define ECHOAPP_REPLAY_CHECK_H

#include "exchange.h"

/* A step of a request; see run() in serve.c. */
step_fn replay_check;

#endif
