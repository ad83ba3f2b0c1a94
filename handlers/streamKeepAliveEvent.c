/*
 * streamKeepAliveEvent - a stream is still there.
 *
 * Comes again and again for every stream: it runs twice.
 */

#include "method.h"

const struct method method = {
	.name = "StreamKeepAliveEvent",
	.summary = "a stream is still there",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_KEEPALIVE,
	.processes = 2,
};
