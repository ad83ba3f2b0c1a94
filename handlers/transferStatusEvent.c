/* transferStatusEvent - a transfer went on. */

#include "method.h"

const struct method method = {
	.name = "TransferStatusEvent",
	.summary = "a transfer went on",
	.type = EVENT,
	.about = &a_call,
	.fields = {
		{ "status", STRING, true },
	},
};
