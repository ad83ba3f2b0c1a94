/* processes - those of the server of a test, scripts/serve.sh apart. */
#ifndef ECHOAPP_PROCESSES_H
#define ECHOAPP_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PROCESSES_MAX 256

/*
 * All; or those that execute a file of that name ("call.fcgi"), without those
 * that they have started themselves.  Returns how many there are; `at` takes
 * `max` of them.
 */
size_t processes(const char *name, pid_t *at, size_t max);

/* The first of them, or 0. */
pid_t process_of(const char *name);

/* A variable of its environment, or NULL; the caller frees it. */
char *process_variable(pid_t, const char *name);

/* The most memory it ever had, KiB; -1: it is gone. */
long process_peak(pid_t);

#endif
