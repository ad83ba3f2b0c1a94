/*
 * worker_fork - starts the process of a worker, which gets the listening socket
 * only when it is ready to keep it.
 *
 * If the supervisor is killed while a worker that is only starting has the
 * socket, nothing delays the report of the supervisor's end (end_report.h), and
 * lighttpd finds the socket in use.
 */
#ifndef ECHOAPP_WORKER_FORK_H
#define ECHOAPP_WORKER_FORK_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * In the supervisor: starts a process that calls the function and ends with the
 * code that it returns.  Lends it the listening socket, standard input, as soon
 * as the process asks.  Returns its number, or -1 with errno.
 */
pid_t worker_fork(int (*run)(void *arg), void *arg);

/*
 * In that process: asks for the listening socket.  False: the supervisor has
 * ended, or does not wait any longer.
 */
bool worker_fork_borrow(void);

#endif
