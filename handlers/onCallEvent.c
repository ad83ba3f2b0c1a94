/* onCallEvent - a call arrives from SIP. */

#include "method.h"

const struct method method = {
	.name = "OnCallEvent",
	.summary = "a call arrives from SIP",
	.type = HOOK_INCOMING,
	.about = &call_entity,
	.role = ROLE_ARRIVES,
};
