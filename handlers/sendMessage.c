/* sendMessage - a client sends a SIP message. */

#include "method.h"

const struct method method = {
	.name = "sendMessage",
	.summary = "a client sends a SIP message",
	.type = DIRECT,
	.about = &a_message,
	.role = ROLE_BEGINS,
	.sip = { "MESSAGE", "to" },
	.fields = {
		{ "to", STRING, true },
	},
};
