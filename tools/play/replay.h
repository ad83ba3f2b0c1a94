/*
 * replay - makes a scenario of a day of the journal: the recorded hooks, with
 * the time between them.
 *
 * Bodies are sent as they were recorded, so hidden values are "***".  The
 * scenario expects the HTTP status that was answered then.
 */
#ifndef ECHOAPP_REPLAY_H
#define ECHOAPP_REPLAY_H

#include "base/error.h"
#include "journal/journal_line.h"
#include "scenario.h"

/*
 * Reads the day, only one session of it unless `session` is NULL.  *left_out is
 * the number of lines that cannot be played.  NULL: `error` has a message,
 * which names the file.
 */
struct scenario *replay_read(const char *state_dir, timestamp day,
			     const char *session, unsigned *left_out,
			     struct error *);

#endif
