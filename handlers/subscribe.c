/* subscribe - a client subscribes to a SIP event. */

#include "method.h"

const struct method method = {
	.name = "subscribe",
	.summary = "a client subscribes to a SIP event",
	.type = HOOK_DIRECT,
	.status_event = "SubscriptionStatusEvent",
	.sip = { .request = "SUBSCRIBE" },
	.fields = {
		{ "event", JSON_STRING, false },
		{ "expires", JSON_NUMBER | JSON_STRING, false },
	},
};
