/* open_index - opens the index for a command and brings it up to date. */
#ifndef ECHOAPP_OPEN_INDEX_H
#define ECHOAPP_OPEN_INDEX_H

#include "command.h"
#include "index/fold.h"

/*
 * Opens the context's index unless it is open, and folds what is new in the
 * journal.  Returns 0, or prints why that failed and returns EXIT_TROUBLE.
 */
int open_index(struct command_context *, struct fold_result *);

/* The same; no call record becomes final before `seal` after this. */
int open_index_sealed(struct command_context *, timestamp seal,
		      struct fold_result *);

/* The same, as far as possible, without a message. */
void open_index_if_possible(struct command_context *);

/*
 * The same, but makes the index again from the whole journal, with a progress
 * bar at a terminal.
 */
int open_index_rebuild(struct command_context *, struct fold_result *);

/* The same, but deletes the old index first, so that its space is free. */
int open_index_replace(struct command_context *, struct fold_result *);

/*
 * A fold of the context's state, as its configuration wants it; `timeouts` is
 * filled in, and has to outlive it.
 */
struct fold_task open_index_task(const struct command_context *,
				 struct timeouts *);

#endif
