/*
 * record - what the journal keeps of one exchange: a line of compact JSON.
 *
 *	{"time":"2026-11-23T10:48:07.123456Z","hook":"CallStatusEvent",
 *	 "status":200,"us":21,"appKey":"defaultApp","nodeId":"…",
 *	 "sessionId":"…","rule":"…","slots":["…"],"reason":"…",
 *	 "peer":"…","warnings":["…"],"lost":3,"body":{…}}
 *
 * time (RFC 3339, UTC, when the hook came), hook, status answered and
 * microseconds spent are always there, in this order; the others where there
 * is something to say: rule for what refused or changed it (exchange.h),
 * places for what limits counted it for (place.h),
 * reason and peer for a refusal, odd for what is strange about the body, lost
 * for how many hooks before it this program could not record, bytes in place
 * of a body that could not be read.
 *
 * No secret gets in: see `redact` in echoapp.conf.
 */
#ifndef ECHOAPP_RECORD_H
#define ECHOAPP_RECORD_H

#include <time.h>

#include "base/buffer.h"
#include "exchange.h"

/* Appends the line, its newline included. */
void record(struct buffer *line, const struct exchange *, int status,
	    const struct timespec *when, long microseconds, unsigned lost);

#endif
