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
 * Writes why this process may not write to the state, as the end of an error
 * message: "; its owner is NAME".  "": it may, or there is no state yet.
 */
void state_access_hint(const char *state_dir, char *hint, size_t size);

#endif
