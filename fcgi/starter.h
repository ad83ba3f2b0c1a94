/* starter - the process that has started the program. */
#ifndef ECHOAPP_STARTER_H
#define ECHOAPP_STARTER_H

#include <stdbool.h>
#include <sys/types.h>

/* Remembers it; call it first. */
void starter_note(void);

/* Is it that process? */
bool starter_is(pid_t);

/*
 * Is it lighttpd, and still there?  lighttpd starts a program that has ended
 * again, but answers 503 meanwhile.
 */
bool starter_is_lighttpd(void);

#endif
