/* sendXcapRequest - a client asks an XCAP server. */

#include "method.h"

const struct method method = {
	.name = "sendXcapRequest",
	.summary = "a client asks an XCAP server",
	.type = HOOK_DIRECT,
	.status_event = "XcapStatusEvent",
	.fields = {
		{ "url", JSON_STRING, false },
	},
};
