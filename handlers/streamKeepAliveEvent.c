/*
 * streamKeepAliveEvent - a stream is still there.
 *
 * Comes again and again for every stream: it runs twice.  WCS ends a stream
 * whose keep-alive is refused.
 */

#include "method.h"

const struct method method = {
	.name = "StreamKeepAliveEvent",
	.summary = "a stream is still there",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_KEEPALIVE,
	.stops_on_403 = true,
	.processes = 2,
};
