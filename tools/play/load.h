/*
 * load - plays many sessions at a steady rate, and measures their hooks: from
 * when a hook was due, not from when it could be sent.
 */
#ifndef ECHOAPP_LOAD_H
#define ECHOAPP_LOAD_H

#include <stdbool.h>

#include "base/error.h"
#include "scheduler.h"

/*
 * Runs the scheduler, with a line of progress on a terminal, and prints the
 * figures.  Returns how many hooks were not as the scenario expects; -1: no
 * hook was answered, and `error` says why.
 */
long load_run(struct scheduler *, bool json, struct error *);

#endif
