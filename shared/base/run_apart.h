/* run_apart - does something without this process's standard input. */
#ifndef ECHOAPP_RUN_APART_H
#define ECHOAPP_RUN_APART_H

/*
 * Runs the function in a thread that has descriptors of its own; its standard
 * input is /dev/null.  What it starts has that, too, from the first moment on.
 * Returns when the function does: 0, or an error number if there can be no such
 * thread.  Where a thread cannot have descriptors of its own, as in some
 * sandboxes, the function is run all the same.
 *
 * A web server's listening socket is standard input of a FastCGI program.  When
 * the program is killed while its child still has that socket, lighttpd finds
 * the socket in use, takes the child for a program of somebody else, and never
 * starts its own again.
 *
 * All signals are blocked meanwhile.  The thread ends before this function
 * returns, so a child that it started may get a signal of PR_SET_PDEATHSIG
 * while this process lives: the child has to look at getppid(2).
 */
int run_apart(void (*run)(void *arg), void *arg);

#endif
