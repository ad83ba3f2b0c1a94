/*
 * end_report - keeps the kernel from reporting the end of the supervisor while
 * a worker may still have the listening socket.
 *
 * lighttpd connects to the socket as soon as it hears of that end.  If it can,
 * because a worker is left, it takes the program for somebody else's, and never
 * starts it again: 503 for ever.  Workers cannot leave fast enough, nor if they
 * are killed at the same moment.
 *
 * The kernel reports the end of a process only when all its threads are gone,
 * and a thread that is traced (ptrace(2)) is gone only when its tracer has
 * waited for it, or has ended itself, which closes its files before.  So the
 * supervisor has a thread for each worker, which does nothing but being traced
 * by that worker.  Until then lighttpd goes on sending requests, and the worker
 * answers them.
 */
#ifndef ECHOAPP_END_REPORT_H
#define ECHOAPP_END_REPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "work_board.h"

/*
 * In the supervisor, before it starts a worker: makes the thread for this slot,
 * if there is none yet.  Returns its number, or 0 if there can be none.
 */
pid_t end_report_thread(unsigned slot);

/*
 * In the supervisor: ends all these threads, because a process that executes
 * another program waits for them.  Their workers have to let them go.
 */
void end_report_release(void);

/* In a new worker: delays the report.  False: the kernel does not allow it. */
bool end_report_hold(pid_t thread);

/*
 * In a worker: is the supervisor's end reported at once if this thread is let
 * go?
 */
bool end_report_is_due(pid_t supervisor, pid_t thread);

/*
 * In a worker: delays the report no longer, once the supervisor has ended or
 * released the thread.  Safe in a signal handler.
 */
void end_report_let_go(pid_t thread);

#endif
