/* callStatusEvent - a call changed its status. */

#include "method.h"

const struct method method = {
	.name = "CallStatusEvent",
	.summary = "a call changed its status",
	.type = HOOK_EVENT,
	.about = &call_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
