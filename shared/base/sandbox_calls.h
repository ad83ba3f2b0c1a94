/* sandbox_calls - limits which system calls a process can make, by seccomp. */
#ifndef ECHOAPP_SANDBOX_CALLS_H
#define ECHOAPP_SANDBOX_CALLS_H

#include <stdbool.h>

#include "sandbox.h"

/* Does this kernel have filters of system calls? */
bool sandbox_calls_possible(void);

/*
 * From now on, other calls than those of the role fail with EPERM, and ones
 * that are newer than this file with ENOSYS.  `children`: a program that
 * answers can start some.  -1: the filter could not be loaded; see errno.
 */
int sandbox_calls_enter(enum sandbox_role, bool children);

/* Logs the names of the calls that were refused since the last time. */
void sandbox_calls_report(void);

#endif
