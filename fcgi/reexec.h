/*
 * renew - a program that was replaced becomes the one that stands in its place.
 *
 * SIGHUP says when.  It stays the same process, with the same listening socket:
 * what waits there is answered by the new program, and the web server does not
 * notice.
 */
#ifndef ECHOAPP_RENEW_H
#define ECHOAPP_RENEW_H

#include <stddef.h>

/* What it was started with, which is what it is started with again. */
void reexec_save_argv(char **argv);

/* From now on SIGHUP interrupts nothing, and is only heard here. */
void reexec_listen(void);

/* A descriptor that can be read when it has come. */
int reexec_fd(void);

/*
 * The new program gets the connections that the web server keeps for more
 * requests, if it knows of such; or they are closed.  Returns only when it
 * cannot be done, and has said why: the file is missing, or is no program.  The
 * old one can go on then.
 */
void reexec(const int *kept, size_t count);

/* Those that a program got from the one before it, `max` at most. */
size_t reexec_inherited(int *at, size_t max);

#endif
