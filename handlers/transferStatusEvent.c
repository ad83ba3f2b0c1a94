/* transferStatusEvent - a transfer went on. */

#include "method.h"

const struct method method = {
	.name = "TransferStatusEvent",
	.summary = "a transfer went on",
	.type = EVENT,
	.about = &a_call,
	.role = ROLE_STEP,
	.fields = {
		{ "status", STRING, true },
	},
};
