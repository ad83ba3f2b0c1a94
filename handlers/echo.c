/*
 * echo - answers hooks that no other handler has.
 *
 * A new version of WCS may send new hooks, and they must not break a call: echo
 * returns their bodies and records them as unknown hooks.  It has no name,
 * because the journal names such a hook by the end of its URL.
 */

#include "method.h"

const struct method method = {
	.summary = "an unknown hook",
	.type = HOOK_EVENT,
};
