/* sessionDebug - a client starts or stops debugging. */

#include "method.h"

const struct method method = {
	.name = "sessionDebug",
	.summary = "a client starts or stops debugging",
	.type = HOOK_DIRECT,
	.status_event = "SessionDebugStatusEvent",
	.fields = {
		{ "command", JSON_STRING, true },
	},
};
