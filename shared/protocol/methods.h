/* methods - every handler at once; generated from the files in handlers/. */
#ifndef ECHOAPP_METHODS_H
#define ECHOAPP_METHODS_H

#include "method.h"

struct named_method {
	const char *program; /* "callStatusEvent" */
	const struct method *method;
};

/* In the order of their names; ends with a NULL program. */
extern const struct named_method methods[];

/* By its name or its alias, in any case; NULL: nobody knows it. */
const struct method *methods_find(const char *name);

/*
 * The event that reports to the browser what became of a hook; NULL: none, or
 * not known (PROTOCOL.md, Matching events).
 */
const char *methods_status_event(const struct method *);

#endif
