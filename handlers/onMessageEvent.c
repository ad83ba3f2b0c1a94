/*
 * onMessageEvent - a SIP message arrives.
 *
 * `from` may be several contacts, separated by commas.
 */

#include "method.h"

const struct method method = {
	.name = "OnMessageEvent",
	.summary = "a SIP message arrives",
	.type = HOOK_INCOMING,
	.about = &message_entity,
	.role = ROLE_ARRIVES,
	.fields = {
		{ "from", JSON_STRING, true },
	},
};
