/* methods - the table of all handlers, generated from the files in handlers/.
 */
#ifndef ECHOAPP_METHODS_H
#define ECHOAPP_METHODS_H

#include "method.h"

struct named_method {
	const char *program; /* "callStatusEvent" */
	const struct method *method;
};

/* Sorted by program; a NULL program ends the table. */
extern const struct named_method methods[];

/* Finds a handler by its name or alias, in any case; NULL: there is none. */
const struct method *methods_find(const char *name);

/*
 * The event that tells the client what became of a hook; NULL: there is none,
 * or it is not known.  See `status_event` in method.h.
 */
const char *methods_status_event(const struct method *);

#endif
