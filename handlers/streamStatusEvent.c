/*
 * streamStatusEvent - a stream changed its state.
 *
 * Several for every stream: it runs twice.
 */

#include "method.h"

const struct method method = {
	.name = "StreamStatusEvent",
	.summary = "a stream changed its state",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
	.processes = 2,
};
