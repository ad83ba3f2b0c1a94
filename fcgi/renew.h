/*
 * renew - a program that was replaced becomes the one that stands in its place.
 *
 * SIGHUP says when.  It stays the same process, with the same listening socket:
 * what waits there is answered by the new program, and the web server does not
 * notice.
 */
#ifndef ECHOAPP_RENEW_H
#define ECHOAPP_RENEW_H

/* What it was started with, which is what it is started with again. */
void renew_with(char **argv);

/* From now on SIGHUP interrupts nothing, and is only heard here. */
void renew_listen(void);

/* A descriptor that can be read when it has come. */
int renew_ear(void);

/* Returns only when it cannot be done, and has said why: the file is missing,
 * or is no program.  The old one can go on then. */
void renew(void);

#endif
