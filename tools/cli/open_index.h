/* refresh - brings the index up to what the journal tells, for a command. */
#ifndef ECHOAPP_REFRESH_H
#define ECHOAPP_REFRESH_H

#include "command.h"
#include "index/fold.h"

/*
 * Opens the context's index if it is not open, and folds what is new.
 * Returns 0, or EXIT_CANNOT when it has said why.
 */
int refresh(struct context *, struct fold_done *);

/* The same as far as it can be done, saying nothing. */
void refresh_if_possible(struct context *);

/* The same from the first line on, with a bar on a terminal. */
int refresh_anew(struct context *, struct fold_done *);

/* The same in a new file: the old one goes, and with it the room it took. */
int refresh_renew(struct context *, struct fold_done *);

#endif
