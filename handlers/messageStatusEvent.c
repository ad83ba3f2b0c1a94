/* messageStatusEvent - a SIP message changed its status. */

#include "method.h"

const struct method method = {
	.name = "MessageStatusEvent",
	.summary = "a SIP message changed its status",
	.type = HOOK_EVENT,
	.about = &message_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
