/* transferStatusEvent - a transfer changed its status. */

#include "method.h"

const struct method method = {
	.name = "TransferStatusEvent",
	.summary = "a transfer changed its status",
	.type = HOOK_EVENT,
	.about = &call_entity,
	.role = ROLE_TRANSFER_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
