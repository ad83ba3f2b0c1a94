/* sendMessage - a client sends a SIP message. */

#include "method.h"

const struct method method = {
	.name = "sendMessage",
	.summary = "a client sends a SIP message",
	.type = HOOK_DIRECT,
	.about = &message_entity,
	.role = ROLE_BEGINS,
	.sip = { "MESSAGE", "to" },
	.fields = {
		{ "to", JSON_STRING, true },
	},
};
