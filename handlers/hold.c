/* hold - a client puts a call on hold. */

#include "method.h"

const struct method method = {
	.name = "hold",
	.summary = "a client puts a call on hold",
	.type = DIRECT,
	.about = &a_call,
	.role = ROLE_STEP,
	.sip = { "INVITE again, a=sendonly" },
};
