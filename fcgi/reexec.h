/*
 * reexec - on SIGHUP a process executes the program file that replaced its own.
 *
 * The process and its listening socket stay, so that requests that wait there
 * are answered by the new program, and the web server does not notice.
 */
#ifndef ECHOAPP_REEXEC_H
#define ECHOAPP_REEXEC_H

#include <stddef.h>

#include "base/buffer.h"

/* Remembers argv for the re-exec; it must stay valid. */
void reexec_save_argv(char **argv);

/* Connections for the new program; a zeroed struct has none. */
struct reexec_list {
	struct buffer text;
	struct buffer fds; /* of int */
};

/*
 * Adds a connection, and the bytes that were read from it for a request that is
 * not answered yet.
 */
void reexec_add(struct reexec_list *, int fd, const char *bytes, size_t len);

/*
 * Executes the new program.  It inherits the connections, if it can use them;
 * if not, they are closed.  Returns only if it fails, after logging why; the
 * old program can go on.  Frees the list.
 */
void reexec(struct reexec_list *);

/* Reports the connections that the program before this one passed on. */
void reexec_inherited(void (*report)(void *arg, int fd, const char *bytes,
				     size_t len),
		      void *arg);

#endif
