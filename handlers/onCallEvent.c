/* onCallEvent - a call arrives from SIP. */

#include "method.h"

const struct method method = {
	.name = "OnCallEvent",
	.summary = "a call arrives from SIP",
	.type = INCOMING,
	.about = &a_call,
	.role = ROLE_ARRIVES,
};
