/*
 * supervisor - the process of a program that a web server starts and knows.
 *
 * It starts workers when requests come, and sleeps while workers answer.  What
 * needs time is its own: it reads requests that are not whole and hands them to
 * workers when they are, keeps connections that stay open, and sends responses
 * that were not taken at once.  So a worker that is killed costs the request in
 * its hands and nothing else.
 *
 * Besides the workers nobody has the listening socket, and workers leave it
 * when the supervisor ends: a web server that finds the socket in use after the
 * end of its program takes the other user for a program of somebody else, and
 * never starts its own again (lighttpd does; see end_report.h).
 *
 * It reads the configuration for its workers, but confines itself in no
 * sandbox, because it executes new programs.
 */
#ifndef ECHOAPP_SUPERVISOR_H
#define ECHOAPP_SUPERVISOR_H

#include "gateway.h"

/*
 * Serves the socket that is standard input, until a signal: SIGTERM, SIGINT and
 * SIGUSR1 end it once all requests that were accepted are answered; SIGHUP
 * executes the file that replaced the program's own (reexec.h).  Returns the
 * exit code, in each worker, too.
 */
int supervisor_run(const struct gateway *);

#endif
