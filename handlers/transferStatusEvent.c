/* transferStatusEvent - a transfer went on. */

#include "method.h"

const struct method method = {
	.name = "TransferStatusEvent",
	.summary = "a transfer went on",
	.type = HOOK_EVENT,
	.about = &call_entity,
	.role = ROLE_STEP,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
