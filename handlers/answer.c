/* answer - a client answers an incoming call. */

#include "method.h"

const struct method method = {
	.name = "answer",
	.summary = "a client answers an incoming call",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_ANSWERS,
	.sip = { .request = "200 OK to the INVITE" },
};
