/*
 * xcapStatusEvent - an XCAP server answered.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "XcapStatusEvent",
	.summary = "an XCAP server answered",
	.type = HOOK_EVENT,
};
