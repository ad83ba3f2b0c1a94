/* streamStatusEvent - a stream changed its status. */

#include "method.h"

const struct method method = {
	.name = "StreamStatusEvent",
	.summary = "a stream changed its status",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
