/* sendMessage - a client sends a SIP message. */

#include "method.h"

const struct method method = {
	.name = "sendMessage",
	.summary = "a client sends a SIP message",
	.type = HOOK_DIRECT,
	.about = &message_entity,
	.role = ROLE_BEGINS,
	.sip = { .request = "MESSAGE", .target = "to" },
	.fields = {
		{ "to", JSON_STRING, true },
	},
};
