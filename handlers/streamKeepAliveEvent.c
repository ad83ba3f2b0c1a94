/*
 * streamKeepAliveEvent - a stream is still active.
 *
 * WCS repeats it for each stream, and ends a stream whose keep-alive is
 * refused.
 */

#include "method.h"

const struct method method = {
	.name = "StreamKeepAliveEvent",
	.summary = "a stream is still active",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_KEEPALIVE,
	.stops_on_403 = true,
};
