/* subscribe - a client subscribes to a SIP event. */

#include "method.h"

const struct method method = {
	.name = "subscribe",
	.summary = "a client subscribes to a SIP event",
	.type = DIRECT,
	.status_event = "SubscriptionStatusEvent",
	.sip = { "SUBSCRIBE" },
	.fields = {
		{ "event", STRING, false },
		{ "expires", NUMBER | STRING, false },
	},
};
