/* background - a process that lets others run first. */
#ifndef ECHOAPP_BACKGROUND_H
#define ECHOAPP_BACKGROUND_H

/*
 * Makes this process run when others do not, and stop soon after another one
 * wakes up.  Unlike under SCHED_IDLE it still runs a little while all
 * processors are busy, because it may hold a lock that others wait for.  Does
 * nothing where the kernel does not allow it.
 */
void background_enter(void);

#endif
