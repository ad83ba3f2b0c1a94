/* refresh - brings the index up to what the journal tells, for a command. */
#ifndef ECHOAPP_REFRESH_H
#define ECHOAPP_REFRESH_H

#include "command.h"
#include "index/fold.h"

/*
 * Opens the context's index if it is not open, and folds what is new.
 * Returns 0, or EXIT_TROUBLE when it has said why.
 */
int open_index(struct command_context *, struct fold_result *);

/* The same as far as it can be done, saying nothing. */
void open_index_if_possible(struct command_context *);

/* The same from the first line on, with a bar on a terminal. */
int open_index_rebuild(struct command_context *, struct fold_result *);

/* The same in a new file: the old one goes, and with it the room it took. */
int open_index_replace(struct command_context *, struct fold_result *);

#endif
