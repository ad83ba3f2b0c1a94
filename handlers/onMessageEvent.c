/*
 * onMessageEvent - a SIP message arrives.
 *
 * `from` may hold several contacts, parted by commas.
 */

#include "method.h"

const struct method method = {
	.name = "OnMessageEvent",
	.summary = "a SIP message arrives",
	.type = INCOMING,
	.about = &a_message,
	.role = ROLE_ARRIVES,
	.fields = {
		{ "from", STRING, true },
	},
};
