/*
 * replay - a scenario made of a day of the journal: what was recorded, with
 * the gaps between, is played once more.
 *
 * Bodies go out as they were recorded, with what the journal hides: "***".
 * The HTTP status that was answered then is what is expected now.
 */
#ifndef ECHOAPP_REPLAY_H
#define ECHOAPP_REPLAY_H

#include "journal/journal_line.h"
#include "scenario.h"

/*
 * `session`: only that one, or NULL.  NULL is returned with a message in
 * `error`; *left_out is how many lines could not be played.
 */
struct scenario *replay_read(const char *state_dir, timestamp day,
			     const char *session, unsigned *left_out,
			     struct buffer *error);

#endif
