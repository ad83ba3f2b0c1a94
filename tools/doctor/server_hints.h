/*
 * server_hints - the directives of web servers that fix a fault.
 *
 * The header Server names the web server.  If it is missing or unknown, the
 * hint has the directives of all known servers.
 */
#ifndef ECHOAPP_SERVER_HINTS_H
#define ECHOAPP_SERVER_HINTS_H

#include <stddef.h>

enum server_hint {
	HINT_KEEP_ALIVE,    /* the server closes idle connections */
	HINT_BODY_SIZE,	    /* it refuses large bodies */
	HINT_AUTHORIZATION, /* it does not pass Authorization on */
	HINT_EXECUTE,	    /* it cannot run the program */
	HINT_ROUTE,	    /* it has no route for the hook */
};

/* `server` is the value of the header, or "".  Returns `into`. */
const char *server_hints_text(enum server_hint, const char *server, char *into,
			      size_t size);

/* No hint is longer. */
#define SERVER_HINTS_SIZE 1024

#endif
