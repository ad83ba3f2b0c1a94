/* suggest - the name that somebody may have meant. */
#ifndef ECHOAPP_SUGGEST_H
#define ECHOAPP_SUGGEST_H

#include <stddef.h>

/* The caller sets `wanted`, and zeroes the rest. */
struct suggestion {
	const char *wanted;
	const char *name; /* the nearest so far, borrowed; NULL: none is near */
	size_t distance;
};

/* Keeps the name if it is nearer than the names before it. */
void suggest_try(struct suggestion *, const char *name);

#endif
