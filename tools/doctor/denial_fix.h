/*
 * allow - the command or the line that allows what SELinux or AppArmor has
 * denied.
 */
#ifndef ECHOAPP_ALLOW_H
#define ECHOAPP_ALLOW_H

#include <stddef.h>

#include "denials.h"

#define DENIAL_FIX_SIZE 8192

/* With the directories of our programs and of our state.  Returns `into`. */
const char *denial_fix(const struct denial *, const char *programs,
		       const char *state, char *into, size_t size);

#endif
