/* open_index - opens the index for a command and brings it up to date. */
#ifndef ECHOAPP_OPEN_INDEX_H
#define ECHOAPP_OPEN_INDEX_H

#include <stdbool.h>

#include "command.h"
#include "index/fold.h"

/*
 * Opens the context's index unless it is open, and folds what is new in the
 * journal.  If another process folds for longer than a moment, says which one
 * it waits for.  Returns 0, or prints why that failed and returns EXIT_TROUBLE.
 */
int open_index(struct command_context *, struct fold_result *);

/*
 * The same for a command that only reads: does not wait longer, but says how
 * far the index is behind the journal.
 */
int open_index_to_read(struct command_context *);

/*
 * The same for records up to `seal`: no other record becomes final before that
 * time after this.  Fails if another process folds for a minute.  Folds also
 * while the disk is nearly full, when the others say so and leave the index as
 * it is.
 */
int open_index_sealed(struct command_context *, timestamp seal);

/*
 * Takes the lock of STATE/index.lock, and says which process it waits for.
 * Returns the descriptor, to be close(2)d; or prints why it failed, and returns
 * -1.
 */
int open_index_lock(const struct command_context *);

/*
 * The same, as far as possible, without a message.  False: another process
 * folds.  `lock`: from open_index_lock(); 0: takes it.
 */
bool open_index_if_possible(struct command_context *, int lock);

/*
 * The same, but makes the index again from the whole journal, with a progress
 * bar at a terminal.  `lock`: from open_index_lock(); 0: takes it.
 */
int open_index_rebuild(struct command_context *, struct fold_result *,
		       int lock);

/* The same for a command that only reads: does not wait for another fold. */
int open_index_repair(struct command_context *);

/* The same, but deletes the old index first, so that its space is free. */
int open_index_replace(struct command_context *, struct fold_result *);

/*
 * A fold of the context's state, as its configuration wants it; `timeouts` is
 * filled in, and has to outlive it.
 */
struct fold_task open_index_task(const struct command_context *,
				 struct timeouts *);

#endif
