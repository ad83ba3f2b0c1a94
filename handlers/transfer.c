/* transfer - a client transfers a call. */

#include "method.h"

const struct method method = {
	.name = "transfer",
	.summary = "a client transfers a call",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_TRANSFERS,
	.status_event = "TransferStatusEvent",
	.sip = { .request = "REFER, Refer-To:", .target = "target" },
	.fields = {
		{ "target", JSON_STRING, true },
	},
};
