/* sessionDebugStatusEvent - debugging was started or stopped. */

#include "method.h"

const struct method method = {
	.name = "SessionDebugStatusEvent",
	.summary = "debugging was started or stopped",
	.type = HOOK_EVENT,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
