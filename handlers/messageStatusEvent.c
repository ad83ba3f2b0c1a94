/* messageStatusEvent - a SIP message went on. */

#include "method.h"

const struct method method = {
	.name = "MessageStatusEvent",
	.summary = "a SIP message went on",
	.type = HOOK_EVENT,
	.about = &message_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
