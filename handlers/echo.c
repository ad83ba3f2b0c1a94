/*
 * echo - answers every hook that nobody knows.
 *
 * A new version of WCS may call hooks that we have never heard of, and no
 * call may break over that: they are mirrored, and recorded as unknown.  The
 * journal calls them what their URLs end in, which is why there is no name.
 */

#include "method.h"

const struct method method = {
	.summary = "a hook that nobody knows",
	.type = HOOK_EVENT,
};
