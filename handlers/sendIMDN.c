/*
 * sendIMDN - a client confirms a SIP message.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "sendIMDN",
	.summary = "a client confirms a SIP message",
	.type = HOOK_DIRECT,
	.status_event = "MessageStatusEvent",
	.sip = { .request = "MESSAGE with the IMDN" },
};
