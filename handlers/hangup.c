/*
 * hangup - a client ends a call.
 *
 * It may be refused, but WCS's pages call that pointless.
 */

#include "method.h"

const struct method method = {
	.name = "hangup",
	.summary = "a client ends a call",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_ENDS,
};
