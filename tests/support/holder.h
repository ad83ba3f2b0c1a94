/*
 * holder - processes that take a lock and are stopped then, as by SIGSTOP or in
 * a debugger.
 */
#ifndef ECHOAPP_HOLDER_H
#define ECHOAPP_HOLDER_H

#include <sys/types.h>

/* Returns the process; it has the lock, and is stopped. */
pid_t holder_flock(const char *path);
/* The lock of index_lock.h, as while the index's files are swapped. */
pid_t holder_gate(const char *state_dir);
/* SQLite's, of a client that wants the database for itself. */
pid_t holder_database(const char *path);

/* Kills it, which frees the lock. */
void holder_end(pid_t);

/* Whoever waits for one deadline needs less, on any machine; seconds. */
#define HOLDER_PATIENCE 4.0

#endif
