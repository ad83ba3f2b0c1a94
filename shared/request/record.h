/*
 * record - writes an exchange as a line of the journal: compact JSON.
 *
 *	{"time":"2026-11-23T10:48:07.123456Z","hook":"CallStatusEvent",
 *	 "status":200,"us":21,"appKey":"defaultApp","nodeId":"…",
 *	 "sessionId":"…","rule":"…","slots":["…"],"facts":{…},
 *	 "reason":"…","peer":"…","warnings":["…"],"lost":3,"body":{…},"suppressed":9}
 *
 * time (RFC 3339, UTC, when the hook came), hook, the status of the answer and
 * the microseconds spent are always there, in this order.  The others are there
 * when they have a value: rule names what refused or changed the hook
 * (exchange.h), slots are the keys of the slots that it took (limit_slots.h),
 * facts are of an accepted connect (session_record.h), reason and peer are of a
 * refusal, warnings are about the body (validate.h), lost counts the hooks
 * before it that this program could not record, counted says how many of them
 * are in losses.json (journal/losses.h), bytes replaces a body that was not
 * parsed, and suppressed counts refusals after it that refusal_log.c left out.
 *
 * No secret is written: see `redact` in echoapp.conf.
 */
#ifndef ECHOAPP_RECORD_H
#define ECHOAPP_RECORD_H

#include <time.h>

#include "base/buffer.h"
#include "exchange.h"

/* The hook of a request whose URL names none. */
#define RECORD_UNNAMED "unnamed"

/*
 * Appends the line and its newline.  `lost`: hooks that were not recorded, and
 * how many of them are counted already.
 */
void record(struct buffer *line, const struct exchange *, int status,
	    const struct timespec *when, long microseconds, unsigned lost,
	    unsigned counted);

#endif
