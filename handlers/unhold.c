/* unhold - a client takes a call off hold. */

#include "method.h"

const struct method method = {
	.name = "unhold",
	.summary = "a client takes a call off hold",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_IN_CALL,
	.sip = { .request = "INVITE again, a=sendrecv" },
};
