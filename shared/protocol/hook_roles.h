/*
 * does - what hooks and statuses mean for what they are about (protocol.md,
 * c.1 to c.5).
 */
#ifndef ECHOAPP_DOES_H
#define ECHOAPP_DOES_H

#include <stdbool.h>

#include "entity_kind.h"

/* What a hook does to what it is about. */
enum does {
	BEGINS,	 /* asks for it */
	ARRIVES, /* the same, from SIP */
	TELLS,	 /* its status */
	ASKS,	 /* something to be done with it */
	BEATS,	 /* it is still there */
};

struct hook_does {
	const char *hook;
	enum about about;
	enum does does;
};

/* By a hook's name, in any case; NULL: it is about nothing that is kept. */
const struct hook_does *does_of(const char *hook);

/* Does the hook begin something, which is active until it ends? */
bool hook_begins(const char *hook);

/* How far a status says that it has come; one that nobody knows: tried. */
enum stage stage_of(enum about, const char *status);

#endif
