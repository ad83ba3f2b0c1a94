/*
 * streamStatusEvent - a stream changed its state.
 *
 * Several for every stream: it runs twice.
 */

#include "method.h"

const struct method method = {
	.name = "StreamStatusEvent",
	.summary = "a stream changed its state",
	.type = EVENT,
	.about = &a_stream,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", STRING, true },
	},
	.processes = 2,
};
