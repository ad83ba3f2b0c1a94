/* state_access - can this process write to the state, and if not, why? */
#ifndef ECHOAPP_STATE_ACCESS_H
#define ECHOAPP_STATE_ACCESS_H

#include <stddef.h>

#include "base/error.h"

/*
 * Tries what a writer does: opens today's file, or looks whether it could be
 * created, with the directories that are missing, and whether there is space.
 * Changes nothing.  Returns 0, or -1 with the reason.
 */
int state_access_try_journal(const char *state_dir, struct error *);

/*
 * Finds a file of the state that belongs to another user than its directory,
 * whom the programs run as: they may not be able to write to it.  Returns 0 if
 * there is none, or -1 with whose it is.
 */
int state_access_check_owners(const char *state_dir, struct error *e);

/*
 * Writes why this process may not write to the state, as the end of an error
 * message: "; its owner is NAME".  "": it may, or there is no state yet.
 */
void state_access_hint(const char *state_dir, char *hint, size_t size);

#endif
