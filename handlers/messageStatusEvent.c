/* messageStatusEvent - a SIP message went on. */

#include "method.h"

const struct method method = {
	.name = "MessageStatusEvent",
	.summary = "a SIP message went on",
	.type = EVENT,
	.about = &a_message,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", STRING, true },
	},
};
