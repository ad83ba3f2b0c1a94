/*
 * state_fixture - writes journal lines of any time below ./state, and counts
 * words in the files there.
 */
#ifndef ECHOAPP_STATE_FIXTURE_H
#define ECHOAPP_STATE_FIXTURE_H

#include <stddef.h>

#include "history.h"

timestamp state_now(void);

/* The name of the day's file. */
const char *state_day_file(timestamp);

/* Appends a line to the journal below ./state. */
void state_put(timestamp, const char *hook, int status, const char *session,
	       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same for an accepted hook that took this slot of a limit. */
void state_put_placed(timestamp, const char *hook, const char *session,
		      const char *place, const char *members);

/* Adds a call that was answered after a second and ended after a minute. */
void state_put_call(timestamp, const char *id, const char *caller,
		    const char *callee);

/*
 * Adds four calls: "old" of two days ago, from 10001 to 10002; "new" of two
 * hours ago, from 10003 to 10001; and of the last second "on", which is live,
 * from 10004 to 10005, and "no", which was refused, from 10004 to 10006.
 */
void state_put_calls(void);

/* How often `needle` occurs in the files of ./state, including the journal. */
size_t state_count(const char *needle);

#endif
