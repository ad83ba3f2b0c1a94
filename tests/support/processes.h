/*
 * processes - the processes of a test's web server, without scripts/serve.sh.
 */
#ifndef ECHOAPP_PROCESSES_H
#define ECHOAPP_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PROCESSES_MAX 256

/*
 * Lists all processes, or those that execute a file of that name ("call.fcgi"),
 * without background folds.  Returns how many there are; `at` takes `max` of
 * them.
 */
size_t processes(const char *name, pid_t *at, size_t max);

/* The first such process, or 0. */
pid_t process_of(const char *name);

pid_t process_parent(pid_t);

/* A worker of such a process that has the listening socket, or 0. */
pid_t process_worker(pid_t);

/* An environment variable of a process, or NULL; the caller frees it. */
char *process_variable(pid_t, const char *name);

/* The peak memory of a process, KiB; -1: it has ended. */
long process_peak(pid_t);

#endif
