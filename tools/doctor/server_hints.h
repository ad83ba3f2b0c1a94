/*
 * remedy - what mends a fault, in the words of the web server at hand.
 *
 * A server says which one it is in its header Server.  Of one that says nothing
 * of it, or is another, the words are those for all that are known.
 */
#ifndef ECHOAPP_REMEDY_H
#define ECHOAPP_REMEDY_H

#include <stddef.h>

enum server_hint {
	HINT_KEEP_ALIVE,    /* it closes a connection in silence */
	HINT_BODY_SIZE,	    /* it refuses what is large */
	HINT_AUTHORIZATION, /* it keeps Authorization to itself */
	HINT_EXECUTE,	    /* it does not run the program */
	HINT_ROUTE,	    /* it knows no program for the hook */
};

/* `server` is the header's value, or "".  Returns `into`. */
const char *server_hints_text(enum server_hint, const char *server, char *into,
			      size_t size);

/* More than that is too long for any. */
#define SERVER_HINTS_SIZE 1024

#endif
