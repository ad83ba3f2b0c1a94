/* nearest - what somebody may have meant. */
#ifndef ECHOAPP_NEAREST_H
#define ECHOAPP_NEAREST_H

#include <stddef.h>

/* Insertions, deletions and changes of one byte, without regard to case. */
size_t suggest_distance(const char *, const char *);

/* Keeps the best of the names that it is shown. */
struct suggestion {
	const char *wanted;
	const char *name; /* NULL: none is near */
	size_t distance;
};

void suggest_try(struct suggestion *, const char *name);

#endif
