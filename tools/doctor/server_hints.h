/*
 * remedy - what mends a fault, in the words of the web server at hand.
 *
 * A server says which one it is in its header Server.  Of one that says nothing
 * of it, or is another, the words are those for all that are known.
 */
#ifndef ECHOAPP_REMEDY_H
#define ECHOAPP_REMEDY_H

#include <stddef.h>

enum remedy {
	REMEDY_KEEP_ALIVE, /* it closes a connection in silence */
	REMEDY_LARGE,	   /* it refuses what is large */
	REMEDY_PROOF,	   /* it keeps Authorization to itself */
	REMEDY_RUN,	   /* it does not run the program */
	REMEDY_ROUTE,	   /* it knows no program for the hook */
};

/* `server` is the header's value, or "".  Returns `into`. */
const char *remedy(enum remedy, const char *server, char *into, size_t size);

/* More than that is too long for any. */
#define REMEDY_SIZE 1024

#endif
