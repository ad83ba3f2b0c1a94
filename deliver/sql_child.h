/*
 * sql_child - a process that writes to one database, so that a server that does
 * not answer, and a fault of a client library, concern nobody else.
 *
 * The deliverer starts it with a socket and a file of shared memory.  It puts
 * rows into the memory and sends their length; the answer is one packet: a
 * letter of enum sql_answer, and why.
 */
#ifndef ECHOAPP_SQL_CHILD_H
#define ECHOAPP_SQL_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

enum sql_answer {
	SQL_WRITTEN = 'w',
	SQL_FAILED = 'f',  /* another try may succeed */
	SQL_REFUSED = 'r', /* these rows will never be accepted */
};

/* A zeroed struct has no process. */
struct sql_child {
	pid_t pid;
	int socket;
	int memory;
};

/* 0, or -1 with the reason. */
int sql_child_start(struct sql_child *, const char *kind, const char *settings,
		    const char *table, struct error *);
bool sql_child_is_running(const struct sql_child *);

/* Has it write the rows.  0; or -1: it has ended. */
int sql_child_send(struct sql_child *, const char *rows, size_t len);

/* The answer; 0: there is none yet; -1: it has ended. */
int sql_child_answer(struct sql_child *, struct error *);

/* Kills it, whatever it does. */
void sql_child_kill(struct sql_child *);

/* The process itself; returns an exit code. */
int sql_child_run(const char *kind, const char *settings, const char *table);

/* Makes the table, for an operator; prints what is wrong. */
int sql_child_prepare(const char *kind, const char *settings,
		      const char *table);

#endif
