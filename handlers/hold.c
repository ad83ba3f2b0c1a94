/* hold - a client puts a call on hold. */

#include "method.h"

const struct method method = {
	.name = "hold",
	.summary = "a client puts a call on hold",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_IN_CALL,
	.sip = { .request = "INVITE again, a=sendonly" },
};
