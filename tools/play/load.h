/*
 * crowd - many sessions at a steady rate, and how long their hooks took:
 * measured from when a hook was due, not from when it could be sent.
 */
#ifndef ECHOAPP_CROWD_H
#define ECHOAPP_CROWD_H

#include <stdbool.h>

#include "scheduler.h"

/*
 * Runs it, with a line of progress on a terminal, and prints the figures, as
 * JSON if that is wanted.  Returns how many hooks were not as the scenario
 * says; -1: none was answered, and `trouble` says why.
 */
long load_run(struct scheduler *, bool json, char *error, size_t size);

#endif
