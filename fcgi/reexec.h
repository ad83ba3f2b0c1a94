/*
 * reexec - on SIGHUP a process executes the program file that replaced its own.
 *
 * The process and its listening socket stay, so that requests that wait there
 * are answered by the new program, and the web server does not notice.
 */
#ifndef ECHOAPP_REEXEC_H
#define ECHOAPP_REEXEC_H

#include <stddef.h>

/* Remembers argv for the re-exec; it must stay valid. */
void reexec_save_argv(char **argv);

/* Blocks SIGHUP, and delivers it through reexec_fd() from now on. */
void reexec_listen(void);

/* A descriptor that becomes readable on SIGHUP; -1 before reexec_listen(). */
int reexec_fd(void);

/*
 * Executes the new program.  It inherits the connections that web servers keep
 * open, if it can use them; if not, they are closed.  Returns only if it fails,
 * after logging why; the old program can go on.
 */
void reexec(const int *kept, size_t count);

/*
 * Stores the connections that the program before this one passed on, at most
 * `max`; returns how many there are.
 */
size_t reexec_inherited(int *at, size_t max);

#endif
