/*
 * state_fixture - lines of the journal below ./state, at any time; and what the
 * files there hold.
 */
#ifndef ECHOAPP_STATE_FIXTURE_H
#define ECHOAPP_STATE_FIXTURE_H

#include <stddef.h>

#include "history.h"

timestamp state_now(void);

/* The name of its file. */
const char *state_day_file(timestamp);

/* Adds a line to the journal below ./state. */
void state_put(timestamp, const char *hook, int status, const char *session,
	       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same, let pass, with the place that a limit counted it for. */
void state_put_placed(timestamp, const char *hook, const char *session,
		      const char *place, const char *members);

/* A call that was answered after a second, and took a minute. */
void state_put_call(timestamp, const char *id, const char *caller,
		    const char *callee);

/*
 * Four calls: "old" two days ago, of 10001 to 10002; "new" two hours ago, of
 * 10003 to 10001; and of the last second "on", which is live, and "no", which
 * was refused, of 10004 to 10005 and to 10006.
 */
void state_put_calls(void);

/* How often `needle` occurs in the files of ./state, the journal included. */
size_t state_count(const char *needle);

#endif
