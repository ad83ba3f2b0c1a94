/*
 * streamEvent - a publisher's event reached a subscriber.
 *
 * WCS sends it once for each subscriber.
 */

#include "method.h"

const struct method method = {
	.name = "StreamEvent",
	.summary = "a publisher's event reached a subscriber",
	.type = HOOK_EVENT,
	.about = &stream_entity,
	.role = ROLE_STEP,
	.fields = {
		{ "type", JSON_STRING, false },
	},
};
