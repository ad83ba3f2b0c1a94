/* sessionDebugStatusEvent - debugging was started or stopped. */

#include "method.h"

const struct method method = {
	.name = "SessionDebugStatusEvent",
	.summary = "debugging was started or stopped",
	.type = EVENT,
	.fields = {
		{ "status", STRING, true },
	},
};
