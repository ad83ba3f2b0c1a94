/* sendXcapRequest - a client asks an XCAP server. */

#include "method.h"

const struct method method = {
	.name = "sendXcapRequest",
	.summary = "a client asks an XCAP server",
	.type = DIRECT,
	.status_event = "XcapStatusEvent",
	.fields = {
		{ "url", STRING, false },
	},
};
